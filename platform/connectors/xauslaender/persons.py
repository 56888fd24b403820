"""Names, births, genders and nationalities, as XInneres wants them."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.xauslaender import codes
from connectors.xauslaender.build import Node
from declarations.casefile.choices import Gender
from kernel.dates import PartialDate

MOST_NATIONALITIES = 4


def name(parent: Node, element: str, value: str | None) -> None:
    """A name, or the statement that there is none (people with a single name)."""
    node = parent.xa(element)
    written = parent.speller.line(value or "")
    if written:
        node.xi("name", written)
    else:
        node.xi("nichtVorhanden", "true")


def name_if(parent: Node, element: str, value: str | None) -> None:
    if value:
        name(parent, element, value)


def gender(parent: Node, value: Gender | None) -> None:
    """Always an outer element; an inner one only when the gender was asked and told."""
    node = parent.xa("geschlecht")
    if value is not None:
        node.xa_code("geschlecht", codes.GENDERS[value], codes.GENDER)


def nationality(parent: Node, element: str, key: str) -> None:
    parent.xa(element).xa_code("staatsangehoerigkeit", key, codes.NATIONALITY)


def distinct(keys: Sequence[str] | None) -> list[str]:
    """Each nationality once, in the order given."""
    return list(dict.fromkeys(keys or []))


def birth(parent: Node, element: str, *, place: str | None, country: str | None, day: str | None) -> bool:
    """Place, state and day of a birth, of which day, or day and month, may be unknown. False: nothing is known."""
    if not (place or country or day):
        return False
    node = parent.xa(element)
    _place(node, place)
    if country:
        nationality(node, "geburtsortStaat", country)
    _day(node, day)
    return True


def _place(parent: Node, place: str | None) -> None:
    node = parent.xa("geburtsort")
    written = parent.speller.line(place or "")
    if written:
        node.xa("ort", written)
    else:
        node.xa("unbekannt", "true")


def _day(parent: Node, day: str | None) -> None:
    node = parent.xa("tagDerGeburt")
    if not day:
        node.xi("unbekannt", "true")
        return
    known = PartialDate.parse(day)
    part = "jahrMonatTag" if known.day else "jahrMonat" if known.month else "jahr"
    node.xi("teilbekanntesDatum").xi(part, known.iso())
