/* Single keys for people who work forty cases a day. Everything works without this file. The keys can be switched off
   (kept in this browser), and never act while somebody types or holds another key. */
(function () {
  "use strict";
  var STORE = "amt-tasten";
  var hint = document.querySelector("[data-keys]");
  var rows = Array.prototype.slice.call(document.querySelectorAll("[data-row]"));
  var place = -1;

  function on() {
    try { return localStorage.getItem(STORE) !== "aus"; } catch (error) { return true; }
  }

  function label(button) {
    button.textContent = on() ? button.dataset.on : button.dataset.off;
  }

  if (hint) {
    hint.hidden = false;
    var button = hint.querySelector("[data-keys-switch]");
    label(button);
    button.addEventListener("click", function () {
      try { localStorage.setItem(STORE, on() ? "aus" : "an"); } catch (error) { return; }
      label(button);
    });
  }

  function go(step) {
    if (!rows.length) { return; }
    if (place >= 0) { rows[place].classList.remove("is-current"); }
    place = Math.min(Math.max(place + step, 0), rows.length - 1);
    rows[place].classList.add("is-current");
    var link = rows[place].querySelector("a");
    if (link) { link.focus(); }
  }

  document.addEventListener("keydown", function (event) {
    var target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !on()) { return; }
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable) { return; }
    if (event.key === "j" || event.key === "k") {
      go(event.key === "j" ? 1 : -1);
    } else if (event.key === "o" && place >= 0 && rows[place].querySelector("a")) {
      rows[place].querySelector("a").click();
    } else {
      var found = document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
      if (!found) { return; }
      if (found.tagName === "INPUT") { found.focus(); found.select(); } else { found.click(); }
    }
    event.preventDefault();
  });
})();
