"""From the name or number that an authority was called by to its place on this platform. A guess is no answer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from connectors.addressing import REAL
from declarations.places import directory
from declarations.places.area import reported
from tenants.binding import bind_public, current_city, in_rehearsal
from tenants.models import City, CityReport

_NUMBER = re.compile(r"(?<!\d)\d{6}(?!\d)")
_WORDS = re.compile(r"\w+")
# Words that say what kind of office it is, not which.
_OFFICE = frozenset(
    "abh ausländerbehörde auslaenderbehoerde amt büro abteilung behörde stadt landeshauptstadt universitätsstadt der die "
    "das des für und in stadtverwaltung magistrat migration integration zuwanderung einwanderung zuwanderungsbehörde".split()
)


def find(authority: str) -> City | None:
    """The city that this names, if exactly one does and it takes applications. Outside any transaction.

    By its number, or by its name without the words for the office; a district is never taken for its town.
    """
    if in_rehearsal() or not authority.strip():
        return None
    numbers = set(_NUMBER.findall(authority))
    named = _bare(authority)
    cities = _cities()
    found = [city for city in cities if city.authority_code in numbers]
    if not numbers and named:
        found = [city for city in cities if _bare(city.name) == named]
    return found[0] if len(found) == 1 else None


def of_place(code: str, municipality: str = "") -> City | None:
    """The one city here that is responsible for where this postal code leads, if there is exactly one and it takes
    applications. ``municipality`` narrows a code that several share. Outside any transaction.
    """
    if in_rehearsal():
        return None
    there = directory.with_code(code)
    named = [one for one in there if one.name == municipality] or there
    serving = serving_cities(one.ags for one in named)
    found = {city.slug: city for cities in serving.values() for city in cities}
    return next(iter(found.values())) if len(found) == 1 and len(serving) == len(named) else None


def serving_cities(numbers: Iterable[str]) -> dict[str, list[City]]:
    """The other cities here that say that they serve these municipalities, as they reported it. Outside any transaction."""
    wanted = frozenset(numbers)
    cities = {city.pk: city for city in _cities()}
    with bind_public():
        reports = dict(CityReport.objects.filter(city__in=cities).values_list("city", "counts"))
    found: dict[str, list[City]] = {}
    for pk, counts in reports.items():
        for ags in reported(counts) & wanted:
            found.setdefault(ags, []).append(cities[pk])
    return found


def our_number() -> str:
    """The AGS of the bound city's authority: a municipality (eight digits) or a district (five). Outside any transaction."""
    ours = current_city()
    with bind_public():
        return str(City.objects.get(slug=ours).ags)


def open_city(slug: str) -> City | None:
    """The city of that name, if it takes applications now. Outside any transaction."""
    return next((city for city in _cities() if city.slug == slug), None)


def _cities() -> list[City]:
    """A real case goes to a real city only, and a trial only to where nothing is real."""
    ours = current_city()
    with bind_public():
        mine = City.objects.get(slug=ours)
        cities = list(City.objects.filter(twin_of=None).exclude(slug=ours))
    return [city for city in cities if (city.stage in REAL) == (mine.stage in REAL) and city.stage not in _SHUT]


_SHUT = frozenset({"prospect", "suspended", "offboarded"})


def _bare(name: str) -> tuple[str, ...]:
    return tuple(word for word in _WORDS.findall(name.casefold()) if word not in _OFFICE)
