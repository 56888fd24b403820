"""Which form field asks for which kind of answer in the case file."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import NoneType
from typing import Any, get_args, get_origin

from annotated_types import Ge, Le, MaxLen
from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import StringConstraints
from pydantic.fields import FieldInfo

from declarations import countries
from declarations.casefile import types
from declarations.casefile.mechanism import Ask, Context
from declarations.casefile.whose import area_in, typed_code
from declarations.places.area import OTHER
from portal.forms.hints import hint_for
from portal.forms.opening import OpeningRadios, OpeningSelect
from ui import fields

MOST_RADIOS = 5
MOST_MUNICIPALITIES = 12
MOST_NATIONALITIES = 4
WITHOUT_CURRENCY = frozenset({"living_area_sqm"})


def field_for(name: str, info: FieldInfo, ask: Ask, context: Context) -> forms.Field:
    """A form field for this answer. Never required by itself: ``Ask`` says when it must be answered, and what to say."""
    common: dict[str, Any] = {"label": ask.label, "help_text": hint_for(name, ask, context), "required": False}
    kind = inner(info.annotation)
    if kind is bool:
        return fields.CheckField(**common) if ask.widget == "checkbox" else yes_no(**common)
    if get_origin(kind) is list:
        return _several(get_args(kind)[0], common)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _one_of(_offered(name, kind, context), ask, common)
    if kind == types.Country:
        names = countries.nationality_choices if ask.choices == "nationalities" else countries.country_choices
        return fields.CountryField(choices=names, **common)
    if ask.choices == "municipalities":
        return _municipality(context, common)
    return _typed_in(name, kind, info, ask, common)


def _municipality(context: Context, common: dict[str, Any]) -> forms.Field:
    """Those of the postal code that stands on the page, and „another one“."""
    names = area_in(context).choices(typed_code(context))
    choices = [*((name, name) for name in names), (OTHER, _("Eine andere Gemeinde"))]
    kind = fields.RadioField if len(names) <= MOST_MUNICIPALITIES else fields.SelectField
    return kind(choices=choices, **common)


def inner(annotation: Any) -> Any:
    """What an optional answer is when it is given."""
    if get_origin(annotation) is not None and NoneType in get_args(annotation):
        return next(part for part in get_args(annotation) if part is not NoneType)
    return annotation


def yes_no(**common: Any) -> forms.Field:
    return fields.YesNoField(widget=OpeningRadios(), **common)


def _several(kind: Any, common: dict[str, Any]) -> forms.Field:
    if kind == types.Country:
        return fields.NationalitiesField(choices=countries.nationality_choices, at_most=MOST_NATIONALITIES, **common)
    return fields.ChecksField(choices=kind.choices, **common)


def _offered(name: str, kind: Any, context: Context) -> list[tuple[str, Any]]:
    """The answers, without those that this city does not offer."""
    offered = context.extras.get({"purpose": "purposes", "mode": "modes"}.get(name, ""))
    return [(value, label) for value, label in kind.choices if not offered or value in offered]


def _one_of(choices: list[tuple[str, Any]], ask: Ask, common: dict[str, Any]) -> forms.Field:
    if ask.widget == "radio" or (len(choices) <= MOST_RADIOS and ask.widget != "select"):
        return fields.RadioField(choices=choices, widget=OpeningRadios(), **common)
    return fields.SelectField(choices=choices, widget=OpeningSelect(), **common)


def _typed_in(name: str, kind: Any, info: FieldInfo, ask: Ask, common: dict[str, Any]) -> forms.Field:
    complete = {**common, "autocomplete": ask.autocomplete}
    if kind == types.Day:
        return fields.DateField3(**complete)
    if kind == types.PartialDay:
        return fields.PartialDateField(**complete)
    if kind == types.Money:
        return _number(**common) if name in WITHOUT_CURRENCY else fields.MoneyField(**common)
    if kind is int:
        return fields.WholeNumberField(min_value=_bound(info, Ge), max_value=_bound(info, Le), **common)
    if kind == types.Email:
        return fields.EmailField(**complete)
    return fields.TextField(max_length=_longest(kind, info), **_shape(kind, ask), **complete)


def _number(**common: Any) -> forms.Field:
    """A decimal number that is no amount of money, typed as one."""
    text = {"invalid": _("Schreiben Sie eine Zahl, zum Beispiel 72 oder 72,5.")}
    return fields.MoneyField(
        widget=forms.TextInput({"inputmode": "decimal", "class": "ui-width-4"}), error_messages=text, **common
    )


_SHAPES: tuple[tuple[Any, dict[str, Any]], ...] = (
    (types.PostalCode, {"width": 10, "inputmode": "numeric"}),
    (types.HouseNumber, {"width": 10}),
    (types.DocumentNumber, {"width": 20}),
    (types.Phone, {"width": 20, "inputmode": "tel"}),
    (types.LongText, {"rows": 5}),
)


def _shape(kind: Any, ask: Ask) -> Mapping[str, Any]:
    if ask.widget == "textarea":
        return {"rows": 5}
    return next((shape for known, shape in _SHAPES if kind == known), {})


def _bound(info: FieldInfo, kind: type[Ge] | type[Le]) -> int | None:
    found = next((item for item in info.metadata if isinstance(item, kind)), None)
    if isinstance(found, Ge):
        return int(str(found.ge))
    return int(str(found.le)) if isinstance(found, Le) else None


def _longest(kind: Any, info: FieldInfo) -> int | None:
    """The tighter of the field's own length and that of its kind."""
    own = [item.max_length for item in info.metadata if isinstance(item, MaxLen)]
    general = [item.max_length for item in get_args(kind)[1:] if isinstance(item, StringConstraints)]
    return min([length for length in [*own, *general] if length], default=None)
