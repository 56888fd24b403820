/* Everything works without this file. It sends a form by itself a moment after the last key, shows when it was kept, and
   loads the preview anew. Whoever presses a button while that is under way waits for it, so nobody meets themselves. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-autosave]");
  if (!form || !window.fetch) {
    return;
  }
  var SOON = 300, AFTER_TYPING = 1500, FIRST_WAIT = 10000, LONGEST_WAIT = 60000;
  var told = form.querySelector(".console-saved");
  var frame = document.querySelector("iframe[data-preview]");
  var stand = form.querySelector("input[name=stand]");
  var waiting = null, going = false, again = false, pressed = null, stopped = false, wait = FIRST_WAIT;

  function later(milliseconds) {
    clearTimeout(waiting);
    if (!stopped) {
      waiting = setTimeout(send, milliseconds);
    }
  }

  function kept(answer) {
    stand.value = answer.stand;
    told.textContent = [told.dataset.saved + " " + answer.at].concat(answer.faults).join(". ");
    told.classList.toggle("is-wrong", answer.faults.length > 0);
    wait = FIRST_WAIT;
    if (frame) {
      frame.src = frame.getAttribute("src");
    }
    if (again) {
      later(SOON);
    }
  }

  function stop(words) {
    stopped = true;
    told.textContent = words;
  }

  function lost() {
    told.textContent = told.dataset.lost;
    later(wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  function read(response) {
    if (response.status === 403) {
      return stop(told.dataset.ended);
    }
    return response.json().then(function (answer) {
      return response.ok ? kept(answer) : stop(answer.refused);
    });
  }

  function send() {
    if (going) {
      again = true;
      return;
    }
    going = true;
    again = false;
    fetch(form.getAttribute("action") || location.href, {
      method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, credentials: "same-origin", redirect: "error"
    }).then(read).catch(lost).then(function () {
      going = false;
      if (pressed) {
        form.requestSubmit(pressed.button);
      }
    });
  }

  form.addEventListener("input", function () { later(AFTER_TYPING); });
  form.addEventListener("change", function () { later(SOON); });
  form.addEventListener("submit", function (event) {
    clearTimeout(waiting);
    if (going) {
      event.preventDefault();
      pressed = { button: event.submitter };
    }
  });
})();
