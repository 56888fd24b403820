"""What the page of municipalities tells beside the choice: who else serves them, whom nobody serves, what a postal code asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.right_authority import serving_cities
from configuration.document import Fault
from declarations.places import choosing, directory
from declarations.places.area import Municipality, Verdict, area_of
from declarations.places.directory import DISTRICT, Place

TITLE = _("Gemeinden und Postleitzahlen")
SAID: dict[Verdict, tuple[str, Any]] = {
    Verdict.OURS: ("success", _("Es geht gleich weiter: Sie sind zuständig.")),
    Verdict.ASK: ("info", _("Es wird nach der Gemeinde gefragt:")),
    Verdict.NOT_OURS: ("warning", _("Sie sind nicht zuständig. Es wird an die Behörde am Wohnort verwiesen.")),
}


@dataclass(frozen=True)
class Found:
    """A line of the search. A district stands for ``count`` municipalities."""

    place: Place
    district: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Checked:
    """What a sponsor with this postal code would see. ``others`` are those that would be sent on."""

    code: str
    kind: str
    said: Any
    choices: list[str]
    is_ours: bool
    others: str


@dataclass(frozen=True)
class Overlap:
    name: str
    cities: str


def found(text: str, value: Mapping[str, Any]) -> list[Found]:
    numbers = {one.ags for one in choosing.chosen(value)}
    return [_line(place, numbers) for place in directory.search(text) if not _is_one_town(place)]


def _is_one_town(place: Place) -> bool:
    """A city that is a district of its own: it is found as a municipality."""
    return len(place.ags) == DISTRICT and len(directory.within(place.ags)) == 1


def _line(place: Place, numbers: set[str]) -> Found:
    if len(place.ags) == DISTRICT:
        within = directory.within(place.ags)
        return Found(place, "", len(within), all(one.ags in numbers for one in within))
    upper = directory.place(place.ags[:DISTRICT])
    return Found(place, upper.name if upper and not _is_one_town(upper) else "", 0, place.ags in numbers)


def checked(code: str, value: Mapping[str, Any]) -> Checked:
    """By the draft as far as it can be read."""
    municipalities = {
        one.ags: Municipality.model_construct(name=one.name, postal_codes=list(one.codes))
        for one in choosing.chosen(value)
    }
    others = {one.code: one.others for one in choosing.shared(value)}
    area = area_of(municipalities, others, _plain(value))
    verdict = area.verdict(code)
    kind, said = SAID[verdict]
    choices = area.choices(code) if verdict is Verdict.ASK else []
    return Checked(code, kind, said, choices, code in area.ours, "\n".join(others.get(code, ())))


def overlaps_and_gaps(value: Mapping[str, Any]) -> tuple[list[Overlap], list[Place]]:
    """(municipalities that another city here names too, those of our districts that nobody here names). Outside any transaction."""
    mine, missing = choosing.chosen(value), choosing.missing(value)
    serving = serving_cities([*(one.ags for one in mine), *(one.ags for one in missing)])
    overlaps = [
        Overlap(one.name, ", ".join(city.name for city in serving[one.ags])) for one in mine if one.ags in serving
    ]
    return overlaps, [one for one in missing if one.ags not in serving]


def faults_of(faults: Iterable[Fault], ags: str) -> list[str]:
    """What is wrong with the postal codes of one municipality: each reason once."""
    start = f"municipalities.{ags}."
    return list(dict.fromkeys(str(fault.reason) for fault in faults if ags and fault.path.startswith(start)))


def left_over(published: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
    """Postal codes of the plain list that holds today and that belong to none of the municipalities chosen."""
    chosen = choosing.chosen(value)
    now = {code for one in chosen for code in one.codes}
    return sorted(set(_plain(published)) - now) if chosen else []


def _plain(value: Mapping[str, Any]) -> list[str]:
    """The plain list of postal codes as far as it can be read."""
    codes = value.get("postal_codes")
    return [code for code in codes if isinstance(code, str)] if isinstance(codes, list) else []
