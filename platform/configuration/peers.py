"""A city lets others see a section as it published it, and copies one of theirs into its own draft.

Offered is only what no city has to itself: no section with fields of one city's environment, none with addresses or names.
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
from configuration.registry import sections
from kernel.errors import Refusal
from tenants.binding import current
from tenants.models import City

# Names, addresses and who is responsible are each city's own.
NEVER = frozenset({"authority", "texts", "legal"})
# What stays as it is here, whoever's section is copied.
STAYS = {"declarations": ("postal_codes",)}
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
    return [name for name, section in sections.items() if name not in NEVER and not section.bound_to_environment()]


def offered_here() -> set[str]:
    return set(Offer.objects.values_list("name", flat=True))


def offer(names: Collection[str], *, by: Editor, at: datetime) -> None:
    """From now on these sections and no others. Joins the caller's transaction, who notes it in the trail."""
    wanted = set(names) & set(may_be_offered())
    Offer.objects.exclude(name__in=wanted).delete()
    rows = [Offer(name=name, offered_at=at, offered_by=by.name[:120], staff_id=by.id) for name in sorted(wanted)]
    Offer.objects.bulk_create(rows, ignore_conflicts=True)


def told(*, at: datetime) -> dict[str, Any]:
    """Section → what is in force, of what this city offers now."""
    try:
        stored = in_force(at=at).stored
    except UnableToServe:
        return {}
    names = offered_here() & set(may_be_offered())
    return {name: document.read(stored, sections.get(name)).model_dump(mode="json") for name in sorted(names)}


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
    """The section as it stands here and as it would be with the other city's values. Refused: see ``UnableToCopy``."""
    found = next((row for row in from_others() if (row.slug, row.section) == (slug, name)), None)
    if found is None:
        raise UnableToCopy
    section = sections.get(name)
    if found.shape > section.section_version():
        raise UnableToCopy(code="newer")
    there = drafting.section_of(name)
    value = json.loads(found.value) if isinstance(found.value, str) else found.value
    theirs = document.read({name: {"version": found.shape, "value": value}}, section).model_dump(mode="json")
    own = {
        field: there.value[field]
        for field in STAYS.get(name, ())
        if isinstance(there.value, dict) and field in there.value
    }
    return there, {**theirs, **own}
