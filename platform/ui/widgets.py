"""Widgets with German parts: a date in three inputs, an amount in euros, several selects for one answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from kernel.dates import PartialDate

SELECTED = mark_safe(" selected")
PARTS = ("day", "month", "year")
_ISO = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


class MoneyInput(forms.TextInput):
    """An amount in euros; the field template puts the sign behind it."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})


class LongSelect(forms.Select):
    """A select of a flat list, quick with 200 countries, where Django renders a template for each option."""

    template_name = "ui/forms/widgets/long_select.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Widget.get_context(self, name, value, attrs)
        chosen = set(self.format_value(value))
        context["widget"]["options"] = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                ("" if key is None else key, SELECTED if str(key or "") in chosen else "", label)
                for key, label in self.choices
            ),
        )
        return context


class DateParts(forms.MultiWidget):
    """Day, month and year as three inputs; what was typed comes back as typed."""

    template_name = "ui/forms/widgets/date_parts.html"
    use_fieldset = True
    labels = (_("Tag"), _("Monat"), _("Jahr"))
    wrong: frozenset[int] = frozenset()

    def __init__(self, attrs: Mapping[str, Any] | None = None, autocomplete: str = "") -> None:
        inputs = [
            forms.TextInput(
                {
                    "inputmode": "numeric",
                    "autocomplete": f"{autocomplete}-{part}" if autocomplete else "off",
                }
            )
            for part in PARTS
        ]
        super().__init__(inputs, dict(attrs or {}))

    def decompress(self, value: date | PartialDate | str | None) -> list[str]:
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year)]
        match = _ISO.fullmatch(str(value or ""))
        if not match:
            return ["", "", ""]
        year, month, day = match.groups()
        return [str(int(day)) if day else "", str(int(month)) if month else "", year]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for index, part in enumerate(context["widget"]["subwidgets"]):
            part["label"] = self.labels[index]
            part["attrs"]["class"] += f" kern-form-input__input--width-{4 if index == 2 else 2}"
            if index in self.wrong:
                part["attrs"]["class"] += " kern-form-input__input--error"
                part["attrs"]["aria-invalid"] = "true"
        return context


class SeveralSelects(forms.MultiWidget):
    """One select per answer, for example a second nationality; the first carries the field's label."""

    template_name = "ui/forms/widgets/several_selects.html"
    use_fieldset = True
    wrong: frozenset[int] = frozenset()

    def __init__(self, labels: tuple[Any, ...], attrs: Mapping[str, Any] | None = None) -> None:
        self.labels = labels
        super().__init__([LongSelect() for _label in labels], dict(attrs or {}))

    def decompress(self, value: Any) -> list[str]:
        chosen = list(value or [])
        return [*chosen, *[""] * len(self.widgets)][: len(self.widgets)]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        # a stored answer may be shorter than the number of selects; MultiWidget expects one value for each
        context = super().get_context(name, self.decompress(value), attrs)
        for index, part in enumerate(context["widget"]["subwidgets"]):
            part["label"] = self.labels[index]
            if index in self.wrong:
                part["attrs"]["class"] += " kern-form-input__select--error"
                part["attrs"]["aria-invalid"] = "true"
        return context
