/* What the page says about a form that console.js has just sent by itself is taken from the server anew. */
(function () {
  "use strict";
  var told = document.querySelector(".console-saved");
  if (!told || !window.fetch || !window.MutationObserver || !window.DOMParser) {
    return;
  }

  function renew(text) {
    var page = new DOMParser().parseFromString(text, "text/html");
    document.querySelectorAll("[data-fresh]").forEach(function (part) {
      var newer = page.querySelector("[data-fresh='" + part.dataset.fresh + "']");
      if (newer && !part.contains(document.activeElement)) {
        part.replaceChildren.apply(part, Array.from(newer.childNodes));
      }
    });
  }

  new MutationObserver(function () {
    fetch(location.href, { credentials: "same-origin", redirect: "error" }).then(function (answer) {
      return answer.ok ? answer.text().then(renew) : null;
    }).catch(function () { return null; });
  }).observe(told, { childList: true });
})();
