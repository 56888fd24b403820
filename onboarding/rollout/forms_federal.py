"""The form of a draft: made from the fields of its kind. What is more than amounts and days is written as YAML."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from django import forms
from django.utils.translation import gettext_lazy as _

from configuration.document import Fault
from configuration.federal.base import Dated, Kind
from configuration.federal.checking import LONGEST, Wanted
from configuration.federal.registry import labels
from onboarding.rollout.federal_words import GERMANY
from onboarding.rollout.words import LAENDER
from ui import fields
from ui.forms import Form

WHOLE = "value"
LARGEST_TEXT = 200_000
LONG_TEXT = 80
REFUSALS: dict[str, Any] = {
    "unknown_draft": _("Diesen Entwurf gibt es nicht."),
    "not_open": _("Dieser Entwurf ist schon veröffentlicht oder zurückgezogen."),
    "same_person": _("Freigeben muss eine andere Person als die, die den Entwurf gemacht hat."),
    "changed_meanwhile": _(
        "Inzwischen ist etwas anderes veröffentlicht worden. Prüfen Sie den Unterschied noch einmal."
    ),
    "refused": _("Dieser Entwurf kann so nicht mehr veröffentlicht werden."),
}


class DraftForm(Form):
    """``earliest`` is the first day that may be chosen; ``base`` is the value from which the draft starts."""

    def __init__(self, data: Any, *, kind: type[Kind], base: Dated[Any] | None, earliest: date) -> None:
        self.kind = kind
        self.simple = is_simple(kind)
        self.base_fields = _fields(kind, earliest, simple=self.simple)  # type: ignore[misc]  # of this form alone: they follow from the kind
        super().__init__(data, initial=_initial(kind, base, simple=self.simple))

    def clean_value(self) -> Any:
        try:
            raw = yaml.safe_load(self.cleaned_data[WHOLE])
        except yaml.YAMLError as error:
            raise forms.ValidationError(_unreadable(error)) from None
        if not isinstance(raw, dict):
            raise forms.ValidationError(_("Hier stehen Angaben mit Namen, zum Beispiel „version: …“."))
        return raw

    def wanted(self) -> Wanted:
        """What was asked for, once the form is valid."""
        given = self.cleaned_data
        land = given.get("land", GERMANY)
        raw = {name: given[_name(name)] for name in self.kind.model_fields} if self.simple else given[WHOLE]
        return Wanted(
            self.kind.section_name(), "" if land == GERMANY else land, given["valid_from"], raw,
            given["source"], given["reason"],
        )  # fmt: skip

    def refuse(self, faults: list[Fault]) -> None:
        """Each fault stands at its field; where the field is a place in a text, the place is named."""
        for fault in faults:
            head, _dot, rest = fault.path.partition(".")
            if head == WHOLE and self.simple and _name(rest) in self.fields:
                self.add_error(_name(rest), fault.reason)
            elif head in self.fields:
                self.add_error(head, f"{rest}: {fault.reason}" if rest else fault.reason)
            else:
                self.add_error("valid_from", fault.reason)


class ApprovalForm(Form):
    seen = forms.CharField(widget=forms.HiddenInput)
    checked = fields.CheckField(label=_("Ich habe Wert, Tag und Quelle mit der Veröffentlichung verglichen."))


def is_simple(kind: type[Kind]) -> bool:
    """Whether it is nothing but amounts and days, which have fields of their own."""
    return all(field.annotation in (Decimal, date) for field in kind.model_fields.values())


def _name(field: str) -> str:
    return f"{WHOLE}_{field}"


def _fields(kind: type[Kind], earliest: date, *, simple: bool) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    if kind.by_land():
        choices = [(GERMANY, _("Ganz Deutschland")), *LAENDER.items()]
        found["land"] = fields.SelectField(label=_("Gilt für"), choices=choices)
    found["valid_from"] = fields.DateField3(label=_("Gilt ab"), earliest=earliest)
    found.update(_value_fields(kind) if simple else {WHOLE: _whole_field()})
    found["source"] = fields.TextField(
        label=_("Quelle"),
        help_text=_("Gesetz oder Bekanntmachung, mit Fundstelle. Steht auf dem Berechnungsblatt."),
        max_length=LONGEST["source"],
    )
    found["reason"] = fields.TextField(
        label=_("Grund"),
        help_text=_("Warum sich der Wert ändert, für die Person, die freigibt."),
        rows=3,
        max_length=LONGEST["reason"],
    )
    return found


def _value_fields(kind: type[Kind]) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    for name, label in labels(kind).items():
        make: Any = fields.MoneyField if kind.model_fields[name].annotation is Decimal else fields.DateField3
        found[_name(name)] = make(label=label.text, help_text=label.help)
    return found


def _whole_field() -> forms.Field:
    return fields.TextField(
        label=_("Inhalt (YAML)"),
        help_text=_("Ausgangspunkt ist, was heute gilt. Was falsch ist, wird mit seiner Stelle genannt."),
        rows=30,
        max_length=LARGEST_TEXT,
    )


def _initial(kind: type[Kind], base: Dated[Any] | None, *, simple: bool) -> dict[str, Any]:
    if base is None:
        return {"land": GERMANY}
    start = {"land": base.land or GERMANY, "source": base.source}
    if simple:
        return start | {_name(name): getattr(base.value, name) for name in kind.model_fields}
    return start | {WHOLE: as_yaml(base.value)}


class _Readable(yaml.SafeDumper):
    """Long texts stand as blocks, without quotation marks and escapes."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if len(text) > LONG_TEXT or "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Readable.add_representer(str, _text)


def as_yaml(value: Kind) -> str:
    """The value as people edit it."""
    written: str = yaml.dump(
        value.model_dump(mode="json"), Dumper=_Readable, allow_unicode=True, sort_keys=False, width=10_000
    )
    return written


def _unreadable(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return str(_("Das lässt sich nicht lesen."))
    return _("Zeile %(line)d lässt sich nicht lesen.") % {"line": mark.line + 1}
