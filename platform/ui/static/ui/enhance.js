/* Everything works without this file. It moves the focus to the error summary in browsers that ignore autofocus on
   other elements than controls, keeps a second click from sending a form twice (the server is idempotent anyway), and
   warns nobody, tracks nobody, loads nothing. */
(function () {
  "use strict";
  var errors = document.getElementById("fehler");
  if (errors && !("autofocus" in errors)) {
    errors.focus();
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented) {
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    // after the browser has collected the data, so that the pressed button's name and value are sent along
    setTimeout(function () {
      form.querySelectorAll("button[type=submit]").forEach(function (button) {
        button.setAttribute("aria-disabled", "true");
      });
    }, 0);
  });

  // the back button may show the page as it was left: with the form already "sent"
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) {
      return;
    }
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.querySelectorAll("button[aria-disabled]").forEach(function (button) {
        button.removeAttribute("aria-disabled");
      });
    });
  });
})();
