"""The form of one group of a section's fields, made from its words. It shows what is kept, with what is wrong beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from configuration.asking import Asked, Kind
from configuration.document import Fault
from configuration.nesting import put_at, value_at
from configuration.words import Group
from onboarding.console.forms.typed import field_names, is_there, typed_as, value_of
from ui.fields import ChecksField, RadioField, SelectField, TextField, YesNoField
from ui.forms import Form

_ENGLISH = _("{label}, auf Englisch (freiwillig)")
MOST_RADIOS = 8
ROWS = {Kind.LINES: 4, Kind.LIST: 3, Kind.LOCALISED: 4}


class GroupForm(Form):
    """Bound from its first moment: to the value as it is kept. ``faults`` are those of the whole section."""

    def __init__(self, group: Group, value: Any, faults: Iterable[Fault] = ()) -> None:
        data: MultiValueDict[str, str] = MultiValueDict()
        for asked in group.fields:
            for name, texts in typed_as(
                asked, value_at(value, asked.path)[1] if isinstance(value, dict) else None
            ).items():
                data.setlist(name, texts)
        super().__init__(data)
        for asked in group.fields:
            self.fields.update(zip(field_names(asked), _fields(asked), strict=True))
        self.full_clean()
        self.elsewhere = [fault for fault in faults if not self._placed(group, fault)]

    def _placed(self, group: Group, fault: Fault) -> bool:
        for asked in group.fields:
            if f"{fault.path}.".startswith(f"{asked.path}."):
                names = field_names(asked)
                name = names[1] if len(names) > 1 and fault.path.endswith(".en") else names[0]
                if name not in self.errors:
                    self.add_error(name, fault.reason)
                return True
        return False


def merged(group: Group, value: Any, typed: Any) -> dict[str, Any]:
    """The section with what was typed in this group; everything else as it is."""
    made = _copied(value)
    parts = [asked.path for asked in group.fields if asked.kind == Kind.PART]
    for asked in group.fields:
        if not is_there(asked, typed):
            continue
        typed_value = value_of(asked, typed)
        if asked.kind == Kind.PART:
            there = made.get(asked.path)
            made[asked.path] = (there if isinstance(there, dict) else {}) if typed_value is True else None
        elif not (part := next((path for path in parts if asked.path.startswith(f"{path}.")), "")):
            put_at(made, asked.path, typed_value)
        elif isinstance(made.get(part), dict):
            _put_in_part(made, asked, typed_value)
    return made


def _put_in_part(made: dict[str, Any], asked: Asked, value: Any) -> None:
    """A number that nobody typed is the one that the model has of itself."""
    part, name = asked.path.rsplit(".", 1)
    if asked.kind == Kind.NUMBER and value == "":
        made[part].pop(name, None)
    else:
        made[part][name] = value


def _copied(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        return {}
    return {name: _copied(one) if isinstance(one, dict) else one for name, one in value.items()}


def _fields(asked: Asked) -> list[forms.Field]:
    told: dict[str, Any] = {"label": asked.label, "help_text": asked.hint, "required": False}
    if asked.kind in (Kind.YES_NO, Kind.PART):
        made: list[forms.Field] = [YesNoField(**told)]
    elif asked.kind == Kind.CHOICE and len(asked.choices) > MOST_RADIOS:
        made = [SelectField(choices=asked.choices, **told)]
    elif asked.kind == Kind.CHOICE:
        made = [RadioField(choices=asked.choices, hints=dict(asked.hints), **told)]
    elif asked.kind == Kind.SEVERAL:
        made = [ChecksField(choices=asked.choices, hints=dict(asked.hints), **told)]
    else:
        made = _typed(asked, told)
    for field in made:
        field.quiet = True  # type: ignore[attr-defined]  # an empty answer is one too: what is missing is said as a fault
    return made


def _typed(asked: Asked, told: dict[str, Any]) -> list[forms.Field]:
    rows = asked.rows or ROWS.get(asked.kind, 0)
    width = 10 if asked.kind in (Kind.NUMBER, Kind.CENTS, Kind.AMOUNT, Kind.COLOUR) else 0
    mode = {Kind.NUMBER: "numeric", Kind.CENTS: "decimal", Kind.AMOUNT: "decimal"}.get(asked.kind, "")
    unit = asked.unit or (_("Euro") if asked.kind in (Kind.CENTS, Kind.AMOUNT) else "")
    if unit:
        told["label"] = format_lazy(_("{label} (in {unit})"), label=asked.label, unit=unit)
    made: list[forms.Field] = [TextField(rows=rows, width=width, inputmode=mode, autocomplete="off", **told)]
    if asked.kind == Kind.LOCALISED:
        english: dict[str, Any] = {"label": format_lazy(_ENGLISH, label=asked.label), "required": False}
        made.append(TextField(rows=rows, autocomplete="off", **english))
    return made
