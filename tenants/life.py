"""What changes about a city as the operator sees it: its stage, its names, its addresses. Every process hears of it at once.

All of it is done with the operator's role and joins an open transaction of the operator's page, if there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from kernel.errors import Refusal
from kernel.transitions import UnableToMove
from tenants import routing
from tenants.binding import bind_public
from tenants.listening import announce
from tenants.models import City, Domain, Ring, Stage, StageChange
from tenants.states import ACTIVE, OF_TWINS, REAL_CASES, RESTORED, RESUMED, TRANSITIONS

HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class UnableToChangeCity(Refusal):
    """unknown_city, not_allowed, bad_host, reserved_host, host_taken, authority_taken, last_host."""

    code = "unable_to_change_city"


@contextmanager
def _change(slug: str) -> Iterator[City]:
    """One transaction with the announcement in it; this process forgets when it is committed, the others when they hear."""
    with bind_public(), transaction.atomic():
        city = City.objects.select_for_update(of=("self",)).filter(slug=slug).first()
        if city is None:
            raise UnableToChangeCity(code="unknown_city", field="slug")
        yield city
        announce()
        transaction.on_commit(routing.forget)


def check_host(host: str) -> None:
    """Refused: bad_host, reserved_host (one of the platform's own)."""
    if not HOST.fullmatch(host):
        raise UnableToChangeCity(code="bad_host", field="host")
    if host in routing.own_places():
        raise UnableToChangeCity(code="reserved_host", field="host")


def move_to(*, slug: str, stage: Stage, at: datetime, by: str = "") -> None:
    """Along an edge of ``tenants.states``, noted in the city's history; where it is already, nothing happens.

    A suspended city goes back to where it was before. Going live parks the city's twin; leaving takes it along.
    Refused: unknown_city, not_allowed.
    """
    with _change(slug) as city:
        if city.stage != stage:
            _step(city, stage, at, by)
            _take_twin_along(city, at, by)


def restored(*, slug: str, at: datetime, by: str = "") -> None:
    """A city that had left was put back from its archive: it is there, suspended. Refused: unknown_city, not_allowed."""
    with _change(slug) as city:
        _step(city, Stage.SUSPENDED, at, by, from_archive=True)


def may_move_to(city: City) -> list[Stage]:
    """The stages that ``move_to`` would take this city to now, in the order of a city's life."""
    with bind_public():
        return [stage for stage in Stage if _event(city, stage) not in (None, RESTORED)]


def history(slug: str) -> list[StageChange]:
    """Every step of the city's life, the oldest first."""
    with bind_public():
        return list(StageChange.objects.filter(city__slug=slug).order_by("id"))


def _event(city: City, stage: Stage) -> str | None:
    """What the step would be called; None when it is not allowed."""
    if city.is_twin and stage not in OF_TWINS:
        return None
    try:
        event = TRANSITIONS.edge(city.stage, stage).event
    except UnableToMove:
        return None
    return None if event == RESUMED and stage != _before(city, stage) else event


def _before(city: City, default: Stage) -> str:
    """The last stage in which the city was active, by its history. One without any, as it was made anew from an archive,
    goes where it is sent, but not to where real cases are taken: that is asked for and approved."""
    changes = StageChange.objects.filter(city_id=city.pk, source__in=ACTIVE).order_by("-id")
    last = changes.values_list("source", flat=True).first()
    return last or ("" if default in REAL_CASES else default)


def _step(city: City, stage: Stage, at: datetime, by: str, *, from_archive: bool = False) -> None:
    event = _event(city, stage)
    if event is None or (event == RESTORED) is not from_archive:
        raise UnableToChangeCity(code="not_allowed", field="stage", source=str(city.stage), target=str(stage))
    StageChange.objects.create(city_id=city.pk, source=city.stage, target=stage, at=at, by=by)
    city.stage, city.stage_since = stage, at
    city.save(update_fields=["stage", "stage_since"])


def _take_twin_along(city: City, at: datetime, by: str) -> None:
    resting = {Stage.LIVE: Stage.SUSPENDED, Stage.OFFBOARDED: Stage.OFFBOARDED}.get(Stage(city.stage))
    twin = City.objects.select_for_update(of=("self",)).filter(twin_of_id=city.pk).first() if resting else None
    if twin is not None and resting is not None and _event(twin, resting):
        _step(twin, resting, at, by)


def set_ring(*, slug: str, ring: Ring) -> None:
    """When releases reach it. Refused: unknown_city."""
    with _change(slug) as city:
        city.ring = ring
        city.save(update_fields=["ring"])


def rename(*, slug: str, **changed: Any) -> None:
    """``name``, ``land``, ``ags``, ``authority_code``, of the city and its twin. Refused: authority_taken."""
    if not set(changed) <= {"name", "land", "ags", "authority_code"}:
        raise ValueError("only what the public register says of the city")
    try:
        with _change(slug) as city:
            City.objects.filter(Q(pk=city.pk) | Q(twin_of_id=city.pk)).update(**changed)
    except IntegrityError:
        raise UnableToChangeCity(code="authority_taken", field="authority_code") from None


def add_host(*, slug: str, host: str) -> None:
    """Its address from now on; earlier ones keep leading to it. Refused: bad_host, reserved_host, host_taken."""
    check_host(host)
    try:
        with _change(slug) as city:
            domains = Domain.objects.filter(tenant_id=city.pk)
            domains.exclude(domain=host).update(is_primary=False)
            if not domains.filter(domain=host).update(is_primary=True):
                Domain.objects.bulk_create([Domain(domain=host, tenant_id=city.pk, is_primary=True)])
    except IntegrityError:
        raise UnableToChangeCity(code="host_taken", field="host") from None


def remove_host(*, slug: str, host: str) -> None:
    """Refused: last_host, since a city without an address cannot be reached."""
    with _change(slug) as city:
        domains = Domain.objects.filter(tenant_id=city.pk)
        if not domains.exclude(domain=host).exists():
            raise UnableToChangeCity(code="last_host", field="host")
        domains.filter(domain=host).delete()
