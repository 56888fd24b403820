"""The fleet's ledger: what stands behind, what a run planned, did and could not do. By the owner, in short transactions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import connections, transaction

from kernel.errors import Refusal
from tenants.binding import OWNER, bind_owner
from tenants.models import City, CityUpgrade, FleetRun, Ring, Stage

RUN_LOCK = 0x5A757362  # "Zusb"
ORDER = (Ring.CANARY, Ring.PILOT, Ring.ALL)


class UnableToUpgrade(Refusal):
    """run_in_progress, run_unfinished (mend and resume it), nothing_to_resume, target_changed (start a new run)."""

    code = "unable_to_upgrade"


def up_to(ring: Ring) -> tuple[Ring, ...]:
    """A ring and those before it: nobody is a canary's canary."""
    return ORDER[: ORDER.index(ring) + 1]


def behind(*, target: str, ring: Ring) -> list[City]:
    """Cities that are not at the target, ring by ring. One row per city is read, whatever the number of migrations."""
    with bind_owner():
        found = City.objects.using(OWNER).filter(ring__in=up_to(ring)).exclude(applied=target)
        cities = list(found.exclude(stage=Stage.OFFBOARDED))
    return sorted(cities, key=lambda city: (ORDER.index(Ring(city.ring)), city.pk))


@contextmanager
def the_only_run() -> Iterator[None]:
    """Held by the connection, not by a row: a run whose process died holds nobody up. Refused: run_in_progress.

    The owner's address must lead to PostgreSQL itself, not to a pooler in transaction mode.
    """
    with bind_owner(), connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [RUN_LOCK])
        if not cursor.fetchone()[0]:
            raise UnableToUpgrade(code="run_in_progress")
    try:
        yield
    finally:
        with bind_owner(), connections[OWNER].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [RUN_LOCK])


def unfinished() -> FleetRun | None:
    """The last run, when it failed or was interrupted."""
    with bind_owner():
        last = FleetRun.objects.using(OWNER).order_by("-id").first()
    return last if last and (last.ended_at is None or last.error_code) else None


def open_run(*, target: str, ring: Ring, at: datetime) -> FleetRun:
    """Refused (run_unfinished) while an earlier run to the same target waits to be resumed."""
    last = unfinished()
    if last is not None and last.target == target:
        raise UnableToUpgrade(code="run_unfinished", run=last.pk)
    with bind_owner():
        return FleetRun.objects.using(OWNER).create(target=target, ring=ring, started_at=at)


def reopen_run(*, target: str) -> FleetRun:
    """Refused: nothing_to_resume, target_changed."""
    last = unfinished()
    if last is None:
        raise UnableToUpgrade(code="nothing_to_resume")
    if last.target != target:
        raise UnableToUpgrade(code="target_changed", run=last.pk)
    with bind_owner():
        FleetRun.objects.using(OWNER).filter(pk=last.pk).update(ended_at=None, error_code="")
    return last


def plan(*, run: FleetRun, cities: Sequence[City]) -> None:
    """Their rows, fresh: also of those that failed when the run is resumed."""
    rows = [CityUpgrade(run_id=run.pk, city_id=city.pk, target=run.target) for city in cities]
    with bind_owner(), transaction.atomic(using=OWNER):
        CityUpgrade.objects.using(OWNER).bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["run", "city"],
            update_fields=["target", "started_at", "ended_at", "error_code"],
        )


def failed(*, run: FleetRun, city: City, code: str, started: datetime, at: datetime) -> None:
    with bind_owner():
        upgrades = CityUpgrade.objects.using(OWNER).filter(run=run, city=city)
        upgrades.update(started_at=started, ended_at=at, error_code=code)


def close_run(*, run: FleetRun, code: str, at: datetime) -> None:
    with bind_owner():
        FleetRun.objects.using(OWNER).filter(pk=run.pk).update(ended_at=at, error_code=code)


def stuck() -> list[tuple[str, str]]:
    """(city, error code) of what stopped the last run, if something did."""
    last = unfinished()
    if last is None:
        return []
    with bind_owner():
        upgrades = CityUpgrade.objects.using(OWNER).filter(run=last).exclude(error_code="")
        return list(upgrades.order_by("id").values_list("city__slug", "error_code"))
