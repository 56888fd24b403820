/* Works without: the colour chosen beside a field is sent with the form. With it, field, choice and samples agree at once. */
(function () {
  "use strict";
  var whole = /^#?([0-9a-f]{6})$/i;

  function colour(text) {
    var found = whole.exec(text.trim());
    return found ? "#" + found[1].toLowerCase() : "";
  }

  function paint(name, value) {
    document.querySelectorAll("[data-fill='" + name + "']").forEach(function (part) {
      part.setAttribute("fill", value);
    });
  }

  document.querySelectorAll("input[data-picks]").forEach(function (pick) {
    var field = document.getElementById(pick.dataset.picks);
    if (!field) {
      return;
    }
    pick.addEventListener("input", function () {
      field.value = pick.value;
      paint(field.name, pick.value);
    });
    field.addEventListener("input", function () {
      var value = colour(field.value);
      if (value) {
        pick.value = value;
        paint(field.name, value);
      }
    });
  });
})();
