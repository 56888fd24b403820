/* While a look is on its way the page asks every few seconds whether it has come, and shows then what was found. */
(function () {
  "use strict";
  var part = document.querySelector("[data-renew]");
  if (!part || !window.fetch || !window.DOMParser) {
    return;
  }

  function shown(text) {
    var newer = new DOMParser().parseFromString(text, "text/html").querySelector("[data-checklist]");
    var here = document.querySelector("[data-checklist]");
    if (!newer || !here || newer.querySelector("[data-renew]") || here.contains(document.activeElement)) {
      return false;
    }
    here.replaceChildren.apply(here, Array.from(newer.childNodes));
    return true;
  }

  function ask(left) {
    window.setTimeout(function () {
      fetch(location.pathname, { credentials: "same-origin", redirect: "error" }).then(function (answer) {
        return answer.ok ? answer.text() : "";
      }).catch(function () { return ""; }).then(function (text) {
        if (!shown(text) && left > 0) {
          ask(left - 1);
        }
      });
    }, 4000);
  }

  ask(45);
})();
