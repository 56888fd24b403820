"""A city lets others see a section as it published it, and copies one of theirs into its own draft.

Told and copied are only the fields that the section's owner names (``Section.shown_to_peers``): what nobody decided about stays.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections

from configuration import document, drafting
from configuration.drafting import Editor, SectionDraft
from configuration.federal.models import PeerSection
from configuration.models import Offer
from configuration.queries import UnableToServe, in_force
from configuration.registry import Section, sections
from kernel.errors import Refusal
from tenants.binding import current
from tenants.models import City

_COLUMNS = ("slug", "city_name", "land", "section", "shape", "value", "reported_at")


class UnableToCopy(Refusal):
    """unknown_offer (it is not offered any more), newer (it says what this release does not understand)."""

    code = "unknown_offer"


@dataclass(frozen=True)
class Offered:
    slug: str
    city_name: str
    land: str
    section: str
    shape: int
    value: Any
    reported_at: datetime


def may_be_offered() -> list[str]:
    return [name for name, section in sections.items() if section.shown_to_peers()]


def offered_here() -> set[str]:
    return set(Offer.objects.values_list("name", flat=True))


def offer(names: Collection[str], *, by: Editor, at: datetime) -> None:
    """From now on these sections and no others. Joins the caller's transaction, who notes it in the trail."""
    wanted = set(names) & set(may_be_offered())
    Offer.objects.exclude(name__in=wanted).delete()
    rows = [Offer(name=name, offered_at=at, offered_by=by.name[:120], staff_id=by.id) for name in sorted(wanted)]
    Offer.objects.bulk_create(rows, ignore_conflicts=True)


def told(*, at: datetime) -> dict[str, Any]:
    """Section → what is in force of the fields that others may see, of what this city offers now."""
    try:
        stored = in_force(at=at).stored
    except UnableToServe:
        return {}
    names = offered_here() & set(may_be_offered())
    return {name: _shown(stored, sections.get(name)) for name in sorted(names)}


def _shown(stored: dict[str, Any], section: type[Section]) -> dict[str, Any]:
    return document.read(stored, section).model_dump(mode="json", include=set(section.shown_to_peers()))


def keep(city: City, offers: dict[str, Any], *, at: datetime) -> None:
    """In ``public``; joins the caller's transaction. A twin offers nothing."""
    offers = {} if city.is_twin else offers
    PeerSection.objects.filter(city=city).exclude(section__in=offers).delete()
    for name, value in offers.items():
        told = {"slug": city.slug, "city_name": city.name, "land": city.land, "value": value, "reported_at": at}
        shape = sections.get(name).section_version()
        PeerSection.objects.update_or_create(city=city, section=name, defaults={**told, "shape": shape})


def from_others() -> list[Offered]:
    """What the other cities offer to the bound one, by section and name. One statement on a qualified name."""
    table, here = PeerSection._meta.db_table, current()
    with connections[here.alias].cursor() as cursor:
        cursor.execute(
            f'SELECT {", ".join(_COLUMNS)} FROM public."{table}" WHERE slug <> %s ORDER BY section, city_name',
            [here.slug],
        )
        rows = [Offered(**dict(zip(_COLUMNS, row, strict=True))) for row in cursor.fetchall()]
    known = set(may_be_offered())
    return [row for row in rows if row.section in known]


def proposal(slug: str, name: str) -> tuple[SectionDraft, dict[str, Any]]:
    """The section as it stands here and as it would be with the other city's values; what is a city's own stays as it is
    here. Refused: see ``UnableToCopy``."""
    found = next((row for row in from_others() if (row.slug, row.section) == (slug, name)), None)
    if found is None:
        raise UnableToCopy
    section = sections.get(name)
    if found.shape > section.section_version():
        raise UnableToCopy(code="newer")
    there = drafting.section_of(name)
    value = json.loads(found.value) if isinstance(found.value, str) else found.value
    theirs = _shown({name: {"version": found.shape, "value": value}}, section)
    return there, {**(there.value if isinstance(there.value, dict) else {}), **theirs}
