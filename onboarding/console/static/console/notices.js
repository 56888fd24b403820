/* „Gelesen“ puts a notice away without leaving the page, so that nothing typed on it is lost. */
(function () {
  "use strict";
  if (!window.fetch) {
    return;
  }
  document.querySelectorAll("[data-notice] form").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" }).then(function (answer) {
        if (!answer.ok) {
          throw new Error("not put away");
        }
        form.closest("[data-notice]").remove();
        document.querySelector("main").focus();
      }).catch(function () {
        form.submit();
      });
    });
  });
})();
