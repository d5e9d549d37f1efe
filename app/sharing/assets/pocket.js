// Inside a pocket copy: find, filter, and say how old the copy is. It asks nothing of a network and keeps nothing.
(function () {
  "use strict";
  function all(name) {
    return Array.prototype.slice.call(document.querySelectorAll(name));
  }

  function plain(text) {
    return text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u0652]/g, "");
  }

  document.addEventListener("DOMContentLoaded", function () {
    var tools = document.querySelector("[data-tools]"), count = document.querySelector("[data-count]");
    var age = document.querySelector("[data-made]"), made = age.getAttribute("data-made").split("-");
    var now = new Date(), months = (now.getFullYear() - made[0]) * 12 + now.getMonth() + 1 - made[1];
    var services = all("details[data-need]");
    var texts = services.map(function (one) { return plain(one.textContent); });

    function choose() {
      var words = plain(tools.querySelector("[type=search]").value).split(/\s+/);
      var need = (tools.querySelector("select") || { value: "" }).value, left = 0;
      var asked = all("[data-tools] :checked").map(function (one) { return one.value; }).filter(Number);
      services.forEach(function (one, at) {
        var good = one.getAttribute("data-good").split(".");
        var fits = words.every(function (word) { return texts[at].indexOf(word) >= 0; }) &&
          (!need || one.getAttribute("data-need") === need) &&
          asked.every(function (number) { return good.indexOf(number) >= 0; });
        one.hidden = !fits;
        left += fits;
      });
      count.textContent = left;
    }

    age.querySelector("b").textContent = Math.max(0, months);
    age.hidden = false;
    tools.hidden = false;
    tools.addEventListener("input", choose);
    tools.addEventListener("change", choose);
    choose();
  });
})();
