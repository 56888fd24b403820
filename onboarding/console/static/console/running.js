/* While a rehearsal runs its parts are taken from the server anew, each only when it says something else. Nothing is loaded
   again, so that focus and reading stay where they are; "Seite neu laden" does the same without this script. */
(function () {
  "use strict";
  var parts = document.querySelectorAll("[data-running]"), pause = 3000, failures = 0, runs = true;
  if (!parts.length || !window.fetch || !window.DOMParser) {
    return;
  }

  function renew(text) {
    var page = new DOMParser().parseFromString(text, "text/html");
    parts.forEach(function (part) {
      var newer = page.querySelector("[data-running='" + part.dataset.running + "']");
      if (newer && newer.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) {
        part.replaceChildren.apply(part, Array.from(newer.childNodes));
      }
    });
    failures = 0;
    runs = page.querySelector("[data-running='again'] a") !== null;
  }

  function ask() {
    fetch(location.href, { credentials: "same-origin", redirect: "error" }).then(function (answer) {
      if (!answer.ok) {
        throw new Error("no page");
      }
      return answer.text().then(renew);
    }).catch(function () {
      failures += 1;
    }).then(function () {
      if (runs && failures < 5) {
        setTimeout(ask, pause * (1 + failures));
      }
    });
  }

  setTimeout(ask, pause);
})();
