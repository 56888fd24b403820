"""A case in words, section by section, in the order of the form: for the review page, the desk and the printed summary."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, Union, get_args, get_origin

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from declarations import countries
from declarations.casefile import path
from declarations.casefile.mechanism import Ask, Context, Section
from kernel.money import euros_decimal
from ui.formats import long_date

AMOUNT_FIELDS_IN_OTHER_UNITS = {"living_area_sqm"}


@dataclass(frozen=True)
class Row:
    """``field`` is the name in the section; ``label`` and ``value`` are in the active language."""

    field: str
    label: str
    value: str


@dataclass(frozen=True)
class Block:
    """A section, or one item of a list in it (then ``number`` counts from 1)."""

    key: str
    title: str
    rows: list[Row]
    number: int = 0


def blocks(context: Context) -> list[Block]:
    """Everything that was answered, in the order of the form."""
    found: list[Block] = []
    for section in path.needed(context):
        if path.is_answered(context.answers, section.key):
            found += section_blocks(section, path.fetch(context.answers, section.key), context)
    return found


def section_blocks(section: type[Section], values: Mapping[str, Any], context: Context) -> list[Block]:
    lists = {name: item for (key, name), item in path.LISTS.items() if key == section.key}
    plain = {name: value for name, value in values.items() if name not in lists}
    found = [Block(section.key, str(section.title), rows(section, plain, context))]
    for name, item in lists.items():
        for number, entry in enumerate(values.get(name) or [], start=1):
            found.append(Block(section.key, str(item.title), rows(item, entry, context), number))
    return found


def rows(section: type[Section], values: Mapping[str, Any], context: Context) -> list[Row]:
    return [
        Row(name, str(ask.label), value_text(section, name, values[name]))
        for name, ask in section.asks().items()
        if name in values and values[name] not in (None, "", []) and ask.asked(context, values)
    ]


def value_text(section: type[Section], name: str, value: Any) -> str:
    """One answer as a person reads it."""
    ask = section.asks()[name]
    if isinstance(value, list):
        return ", ".join(_single(section, name, ask, item) for item in value)
    return _single(section, name, ask, value)


def _single(section: type[Section], name: str, ask: Ask, value: Any) -> str:
    if isinstance(value, bool):
        return _("Ja") if value else _("Nein")
    if ask.choices in ("countries", "nationalities"):
        name_of = countries.country_name if ask.choices == "countries" else countries.nationality_name
        return name_of(str(value))
    base = base_type(section, name)
    if isinstance(base, type) and issubclass(base, TextChoices):
        return str(base(value).label)
    if base is Decimal:
        amount = Decimal(str(value))
        return str(amount) if name in AMOUNT_FIELDS_IN_OTHER_UNITS else euros_decimal(amount)
    if base is date or name == "birth_date":
        return long_date(str(value))
    return str(value.value if isinstance(value, enum.Enum) else value)


def base_type(section: type[Section], name: str) -> Any:
    """The kind of value behind optional and list: str, Decimal, date, bool, int or a set of choices."""
    found: Any = section.model_fields[name].annotation
    for _depth in range(4):
        arguments = [item for item in get_args(found) if item is not type(None)]
        if get_origin(found) in (Union, UnionType, list) and arguments:
            found = arguments[0]
        elif hasattr(found, "__metadata__"):
            found = found.__origin__
        else:
            break
    return found
