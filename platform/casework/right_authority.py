"""From the name or number that an authority was called by to its place on this platform. A guess is no answer."""

from __future__ import annotations

import re

from connectors.addressing import REAL
from tenants.binding import bind_public, current_city, in_rehearsal
from tenants.models import City

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
