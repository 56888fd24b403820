/* Everything works without this file. It sends a form by itself a moment after the last key, shows when it was kept, and
   loads the preview anew. Whoever presses the button while that is under way waits for it, so nobody meets themselves. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-autosave]");
  if (!form || !window.fetch) {
    return;
  }
  var told = form.querySelector(".console-saved");
  var frame = document.querySelector("iframe[data-preview]");
  var stand = form.querySelector("input[name=stand]");
  var waiting = null, going = false, again = false, pressed = false, stopped = false;

  function later(milliseconds) {
    clearTimeout(waiting);
    waiting = setTimeout(send, milliseconds);
  }

  function kept(answer) {
    stand.value = answer.stand;
    told.textContent = told.dataset.saved + " " + answer.at;
    if (frame) {
      frame.src = frame.getAttribute("src");
    }
  }

  function finished() {
    going = false;
    if (pressed) {
      form.requestSubmit();
    } else if (again && !stopped) {
      again = false;
      later(500);
    }
  }

  function send() {
    if (going) {
      again = true;
      return;
    }
    going = true;
    fetch(form.getAttribute("action") || location.href, {
      method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, credentials: "same-origin", redirect: "error"
    }).then(function (response) {
      return response.json().then(function (answer) {
        if (response.ok) {
          kept(answer);
        } else {
          stopped = true;
          told.textContent = answer.refused;
        }
      });
    }).catch(function () {
      told.textContent = told.dataset.lost;
      again = true;
      setTimeout(function () { if (!going && !stopped) { later(0); } }, 10000);
    }).then(finished);
  }

  form.addEventListener("input", function () {
    if (!stopped) {
      later(1500);
    }
  });
  form.addEventListener("change", function () {
    if (!stopped) {
      later(300);
    }
  });
  form.addEventListener("submit", function (event) {
    clearTimeout(waiting);
    if (going) {
      event.preventDefault();
      pressed = true;
    }
  });
})();
