"""Renders Django forms in KERN's markup (setting FORM_RENDERER = "ui.renderer.Renderer")."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from ui import widgets


def widget_kind(widget: forms.Widget) -> str:
    """Which field template and classes a widget gets.

    CheckboxSelectMultiple is a subclass of RadioSelect, so it is asked first.
    """
    for kind, classes in _KINDS:
        if isinstance(widget, classes):
            return kind
    return "input"


_KINDS: tuple[tuple[str, tuple[type[forms.Widget], ...]], ...] = (
    ("date", (widgets.DateParts,)),
    ("selects", (widgets.SeveralSelects,)),
    ("checks", (forms.CheckboxSelectMultiple,)),
    ("radios", (forms.RadioSelect,)),
    ("check", (forms.CheckboxInput,)),
    ("select", (forms.Select,)),
    ("money", (widgets.MoneyInput,)),
    ("file", (forms.FileInput,)),
    ("textarea", (forms.Textarea,)),
)
_CLASSES = {
    "checks": "kern-form-check__checkbox",
    "radios": "kern-form-check__radio",
    "check": "kern-form-check__checkbox",
    "select": "kern-form-input__select",
    "selects": "kern-form-input__select",
}


_LAYOUTS = {
    "date": "parts",
    "selects": "parts",
    "radios": "options",
    "checks": "options",
    "check": "check",
    "select": "select",
    "money": "money",
}


class BoundField(forms.BoundField):
    """A field with its KERN classes and the address that the error summary links to."""

    @property
    def kind(self) -> str:
        return widget_kind(self.field.widget)

    @property
    def layout(self) -> str:
        return f"ui/forms/fields/{_LAYOUTS.get(self.kind, 'line')}.html"

    @property
    def options(self) -> list[dict[str, Any]]:
        """The choices of a group of radios or checkboxes, each with the explanation that the field has for it."""
        hints = getattr(self.field, "hints", {})
        return [
            {
                "tag": option.tag(),
                "id": option.id_for_label,
                "label": option.choice_label,
                "hint": hints.get(option.data["value"]),
            }
            for option in self.subwidgets
        ]

    @property
    def optional(self) -> bool:
        """Whether the label says so: not for single ticks and yes/no questions, which read as questions anyway."""
        return not self.field.required and self.kind != "check" and not getattr(self.field, "quiet", False)

    @property
    def wrong_parts(self) -> tuple[str, ...]:
        """Names of the parts of a date that are wrong; empty when the whole field is."""
        for error in self.form.errors.as_data().get(self.name, []):
            if parts := (error.params or {}).get("parts"):
                return tuple(parts)
        return ()

    @property
    def target(self) -> str:
        """Id of the first control to mend."""
        if self.kind == "date" and self.wrong_parts:
            return f"{self.auto_id}_{widgets.PARTS.index(self.wrong_parts[0])}"
        if self.kind in {"date", "radios", "checks", "selects"}:
            return f"{self.auto_id}_0"
        return self.auto_id

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return built
        kind = widget_kind(widget)
        name = _CLASSES.get(kind, "kern-form-input__input")
        own = widget.attrs.get("class", "")
        wrong = bool(self.errors) and kind not in {"date", "selects"}
        built["class"] = " ".join(filter(None, [name, f"{name}--error" if wrong else "", own]))
        if isinstance(widget, widgets.DateParts | widgets.SeveralSelects):
            widget.wrong = self._wrong_positions()
        if kind in {"radios", "checks", "date", "selects"}:
            built.pop("aria-invalid", None)  # not allowed on a radio; the group's error text is announced instead
        return built

    def _wrong_positions(self) -> frozenset[int]:
        if not self.errors:
            return frozenset()
        if self.kind == "selects":
            return frozenset({0})
        return frozenset(widgets.PARTS.index(part) for part in self.wrong_parts or widgets.PARTS)


class Renderer(TemplatesSetting):
    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = BoundField
