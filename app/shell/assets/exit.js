// Comfort on top of a plain link: blank at once, replace this entry in the history, Shift three times.
// Nothing is stored and nothing but the address of the link is ever asked for.
(function () {
  "use strict";
  var root = document.documentElement, presses = [], gone = false;

  function find(name) {
    return document.querySelector("[data-" + name + "]");
  }

  function leave() {
    var link = find("exit");
    gone = true;
    root.hidden = true;
    document.title = "\u2026";
    location.replace(link ? link.href : "/exit");
  }

  function say(left) {
    var place = find("said"), link = find("exit");
    if (place && link) place.textContent = left ? link.getAttribute("data-left" + left) : "";
  }

  document.addEventListener("click", function (event) {
    var at = event.target;
    if (at.closest && at.closest("[data-exit]")) {
      event.preventDefault();
      leave();
    }
  }, true);

  document.addEventListener("keydown", function (event) {
    var now = Date.now();
    if (event.repeat) return;
    if (event.key !== "Shift") {
      if (presses.length) say(0);
      presses = [];
      return;
    }
    presses = presses.filter(function (then) { return now - then < 5000; }).concat(now);
    if (presses.length > 2) leave();
    else say(3 - presses.length);
  }, true);

  // Kept alive by the browser and brought back by "Back": stay blank and leave again.
  addEventListener("pageshow", function (event) {
    if (event.persisted && gone) leave();
  });

  document.addEventListener("DOMContentLoaded", function () {
    var keys = find("keys");
    if (keys) keys.hidden = false;
  });

  // For a page that answers a form, browsers write what was sent into their files, to send it again. Take that away.
  history.replaceState(null, "", location.href);
})();
