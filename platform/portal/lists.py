"""Sections that hold a list: persons in the household, companions, running declarations. Items count from 1 in addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from declarations.casefile.mechanism import Problem, Section
from declarations.casefile.readable import value_text
from portal.slugs import SLUGS, list_of

_NAMED_BY = ("given_names", "family_name", "authority")
_ADD = {
    "household": _("Weitere Person hinzufügen"),
    "companions": _("Weitere Person hinzufügen"),
    "other_declarations": _("Weitere Erklärung hinzufügen"),
}
_DESCRIBED_BY = ("relation", "kind", "until")


@dataclass(frozen=True)
class Item:
    name: str
    about: str
    url: str


@dataclass(frozen=True)
class Other:
    """A problem of something that is not a field of the page."""

    text: Any
    url: str = ""


def switch_of(section: type[Section]) -> str:
    """The question whether there is anything to list; the first of its section."""
    return next(iter(section.asks()))


def address_of_new(section: type[Section]) -> str:
    return reverse("portal:item_new", args=[SLUGS[section.key]])


def address_of_item(section: type[Section], number: int) -> str:
    return reverse("portal:item", args=[SLUGS[section.key], number])


def wants_first_item(section: type[Section], raw: Mapping[str, Any]) -> bool:
    found = list_of(section)
    return bool(found and raw.get(switch_of(section)) is True and not raw.get(found[0]))


def name_of(item: Mapping[str, Any], number: int) -> str:
    named = " ".join(str(item[field]) for field in _NAMED_BY if item.get(field))
    return named or gettext("Eintrag %(number)d") % {"number": number}


def shown(section: type[Section], values: Mapping[str, Any]) -> dict[str, Any]:
    """What the page shows of the list; nothing for sections without one."""
    found = list_of(section)
    if found is None:
        return {"items": None}
    name, kind = found
    items = [
        Item(name_of(item, number), _about(kind, item), address_of_item(section, number))
        for number, item in enumerate(values.get(name) or [], start=1)
    ]
    return {
        "items": items,
        "items_title": section.asks()[name].label,
        "add_url": address_of_new(section),
        "add_label": _ADD[section.key],
    }


def _about(kind: type[Section], item: Mapping[str, Any]) -> str:
    return ", ".join(value_text(kind, field, item[field]) for field in _DESCRIBED_BY if item.get(field))


def others(section: type[Section], problems: list[Problem]) -> list[Other]:
    """Problems with the list, each with a link to where it can be mended."""
    found = list_of(section)
    result: list[Other] = []
    for problem in problems:
        parts = problem.path.removeprefix(f"{section.key}.").split(".")
        if found and parts[0] == found[0] and len(parts) > 1:
            number = int(parts[1]) + 1
            text = gettext("Eintrag %(number)d: %(message)s") % {"number": number, "message": problem.message}
            result.append(Other(text, address_of_item(section, number)))
        else:
            result.append(Other(problem.message, address_of_new(section) if found and parts[0] == found[0] else ""))
    return result
