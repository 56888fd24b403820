"""The rehearsal twin of a city: a second tenant ``<slug>-test`` with the same code and number, and no real data.

It has a schema, a role, a key and files of its own like every city. Made on demand, parked (suspended) when it is not
needed; going live parks it (``tenants.life``). What it does stays in the house: ``Binding.rehearsal`` is asked where
something would leave.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from kernel.errors import Refusal
from tenants import life
from tenants.binding import bind_public
from tenants.models import City, Stage
from tenants.provisioning import Furnish, NewCity, UnableToCreateCity, create_city

TWIN_ENDING = "-test"


class UnableToMakeTwin(Refusal):
    """unknown_city, no_twin (there is none to park), is_a_twin, not_allowed (the city has left), slug_too_long."""

    code = "unable_to_make_twin"


def twin_of(slug: str) -> City | None:
    """The city's twin, if it has one."""
    with bind_public():
        found: City | None = City.objects.filter(twin_of__slug=slug).first()
        return found


def check_twin(slug: str) -> City:
    """The city that may have a twin. Refused: unknown_city, is_a_twin, not_allowed, slug_too_long."""
    with bind_public():
        city: City | None = City.objects.filter(slug=slug).first()
    if city is None:
        raise UnableToMakeTwin(code="unknown_city", field="slug")
    if city.is_twin:
        raise UnableToMakeTwin(code="is_a_twin", field="slug")
    if city.stage == Stage.OFFBOARDED:
        raise UnableToMakeTwin(code="not_allowed", field="slug")
    if len(slug + TWIN_ENDING) > City._meta.get_field("slug").max_length:
        raise UnableToMakeTwin(code="slug_too_long", field="slug")
    return city


def create_twin(*, slug: str, at: datetime, by: str, furnish: Callable[[City], Furnish]) -> City:
    """Made with all that belongs to it or not at all; one that is there is woken when it was parked. Idempotent.

    ``furnish`` is given the city and answers what is written into the twin's schema. By the owner.
    Refused: ``UnableToMakeTwin``, ``UnableToCreateCity``.
    """
    city = check_twin(slug)
    twin = twin_of(slug)
    if twin is None:
        try:
            return create_city(_new(city), at=at, furnish=furnish(city))
        except UnableToCreateCity:
            twin = twin_of(slug)  # somebody was faster
            if twin is None:
                raise
    return _move(twin, Stage.REHEARSAL, at, by)


def park_twin(*, slug: str, at: datetime, by: str) -> City:
    """It rests until it is woken; nothing is lost. Idempotent. Refused: no_twin."""
    twin = twin_of(slug)
    if twin is None:
        raise UnableToMakeTwin(code="no_twin", field="slug")
    return _move(twin, Stage.SUSPENDED, at, by)


def _move(twin: City, stage: Stage, at: datetime, by: str) -> City:
    life.move_to(slug=twin.slug, stage=stage, at=at, by=by)
    with bind_public():
        twin.refresh_from_db()
    return twin


def _new(city: City) -> NewCity:
    slug = city.slug + TWIN_ENDING
    return NewCity(
        slug=slug, name=city.name, land=city.land, ags=city.ags, authority_code=city.authority_code,
        host=f"{slug}.{settings.PLATFORM_DOMAIN}", ring=city.ring, stage=Stage.REHEARSAL.value, twin_of=city.pk,
    )  # fmt: skip
