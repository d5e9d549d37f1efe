// Comfort for phones that have it: the share sheet, the clipboard, the printer. Nothing is sent from here.
(function () {
  "use strict";
  var can = {
    share: !!navigator.share,
    copy: !!(navigator.clipboard && navigator.clipboard.writeText),
    print: !!window.print
  };

  function linked(button) {
    return new URL(button.getAttribute("data-link") || "", location.href).href;
  }

  var act = {
    share: function (button) {
      navigator.share({ text: button.getAttribute("data-text"), url: linked(button) }).catch(function () {});
    },
    copy: function (button) {
      navigator.clipboard.writeText(linked(button)).then(function () {
        document.querySelector("[data-copied]").textContent = button.getAttribute("data-done");
      }, function () {});
    },
    print: function () { window.print(); }
  };

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-device]").forEach(function (part) {
      var button = part.querySelector("button"), what = part.getAttribute("data-device");
      part.hidden = !can[what];
      button.addEventListener("click", function () { act[what](button); });
    });
  });
})();
