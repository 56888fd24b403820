"""Visits: how long the free starts of a large office take, and fifty clients who all want the same hundred slots.

The rivals run in two processes of 25 threads each, every client over the platform's own connection, each way in the same
database one after the other, for SECONDS (20) each: bare and with nothing around it, as most calendars do it, and ours.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.bench.figures import Figure, against, percentile, plain, timed
from tests.bench.ground import ROOT

PROCESSES, THREADS, SLOTS = 2, 25, 100
COUNTERS, DAYS, FREE_BOUND_MS = 10, 90, 20.0
P99_BOUND_MS = 150.0
HOURS = [{"days": ["mo", "tu", "we", "th", "fr"], "start": "08:00", "end": "16:00"}]
NAMES = {
    "unique": "bare UNIQUE … ON CONFLICT DO NOTHING",
    "checked": "check, then insert",
    "locked": "SELECT … FOR UPDATE",
    "orm": "the ORM's insert against an exclusion constraint",
    "insert": "ours, the statement",
    "whole": "ours, the whole operation",
}
TABLES = """
CREATE TABLE bench_unique (seat bigint, starts_at timestamptz, owner uuid, UNIQUE (seat, starts_at));
CREATE TABLE bench_checked (seat bigint, starts_at timestamptz, owner uuid);
CREATE INDEX ON bench_checked (seat, starts_at);
CREATE TABLE bench_locked (seat bigint, starts_at timestamptz, owner uuid, UNIQUE (seat, starts_at));
"""


def measure(cities: dict[str, Any]) -> Iterator[Figure]:
    from tenants.binding import bind

    city = cities["offenbach"]
    with bind(city):
        at = _calendars()
        yield from _free(at)
        starts = [slot.starts_at for slot in _slots("halle", at)][:SLOTS]
        cases = [str(_case(at)) for _ in range(PROCESSES * THREADS)]
    _tables(city, starts)
    yield from _contention(city, cases, starts)


def _calendars() -> datetime:
    """A large office and one with a single counter. Answers the moment at which everything is asked."""
    from django.db import transaction

    from configuration.operations import publish
    from kernel.clock import now

    offices = [
        _office("gross", [{"key": f"schalter-{number}", "name": str(number)} for number in range(1, COUNTERS + 1)]),
        _office("halle", [{"key": "schalter", "name": "Schalter"}]),
    ]
    section = {
        "booking": "after_decision", "offices": offices, "horizon_days": DAYS, "step_minutes": 15, "lead_hours": 24,
        "lengths": {"signing": {"minutes": 15}},
    }  # fmt: skip
    at = now().replace(hour=5, minute=0, second=0, microsecond=0) + timedelta(days=1)
    with transaction.atomic():
        publish(raw={"appointments": section}, author="bench", at=now())
    return at


def _office(key: str, counters: list[dict[str, str]]) -> dict[str, Any]:
    return {"key": key, "name": key, "land": "HE", "hours": HOURS, "counters": counters}


def _rules(at: datetime) -> Any:
    from appointments.config import AppointmentRules
    from configuration.queries import in_force

    return in_force(at=at).section(AppointmentRules)


def _slots(office: str, at: datetime) -> list[Any]:
    from django.db import transaction

    from appointments.availability import free_slots
    from appointments.needs import Need, Purpose
    from appointments.released import window

    with transaction.atomic():
        rules = _rules(at)
        need = Need(Purpose.SIGNING, office=office)
        return free_slots(rules=rules, need=need, window=window(rules, at=at), at=at)


def _free(at: datetime) -> Iterator[Figure]:
    """All free starts of ninety days, while three in five places are taken."""
    everything = _slots("gross", at)
    booked = _fill(everything, at)
    left = len(_slots("gross", at))
    taken = timed(lambda: _slots("gross", at), seconds=3)
    name = f"appointments: free starts, {DAYS} days, {COUNTERS} counters, {booked:,} booked, {left:,} starts left"
    for part, figure in ((0.5, "p50"), (0.95, "p95")):
        milliseconds = percentile(taken, part) * 1000
        yield against(f"{name}, {figure}", milliseconds, "ms", bound=FREE_BOUND_MS, of=f"bound {FREE_BOUND_MS:g} ms")


def _fill(slots: list[Any], at: datetime) -> int:
    """Six of ten counters at each start, in turns."""
    from django.db import transaction

    from appointments.models import Booking, Seat

    with transaction.atomic():
        case = _case(at)
        Seat.objects.bulk_create([
            Seat(office="gross", resource=f"schalter-{number}", place=1) for number in range(1, COUNTERS + 1)
        ])  # fmt: skip
        seats = list(Seat.objects.filter(office="gross").order_by("id").values_list("id", flat=True))
        rows = [
            Booking(
                case_id=case, state="served", purpose="signing", office="gross", seat=seats[(index + turn) % COUNTERS],
                starts_at=slot.starts_at, ends_at=slot.ends_at, busy_from=slot.starts_at, busy_until=slot.ends_at,
                via="desk", created_at=at, changed_at=at,
            )
            for index, slot in enumerate(slots)
            for turn in range(6)
        ]  # fmt: skip
        Booking.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _case(at: datetime) -> uuid.UUID:
    from django.db import transaction

    from declarations.operations import start_draft

    with transaction.atomic():
        return start_draft(language="de", keep=timedelta(days=400), at=at).declaration.id


def _tables(city: Any, starts: list[datetime]) -> None:
    """The tables of the other ways, in the city's schema, so that all pay for the same locks."""
    from django.db import connections, transaction

    from tenants.binding import OWNER, bind_owner, city_role

    with bind_owner(city.schema_name), transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute(TABLES)
        for name in ("unique", "checked", "locked"):
            cursor.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON bench_{name} TO "{city_role(city.schema_name)}"')
        cursor.executemany("INSERT INTO bench_locked VALUES (1000000, %s, NULL)", [(start,) for start in starts])


def _contention(city: Any, cases: list[str], starts: list[datetime]) -> Iterator[Figure]:
    seconds = float(os.environ.get("SECONDS", "20"))
    rates: dict[str, float] = {}
    for way in NAMES:
        _clear(city)
        found = _run(way, city.slug, cases, starts, seconds)
        rates[way] = found["taken"] / seconds
        name = f"{PROCESSES * THREADS} rivals: {NAMES[way]}"
        yield plain(f"{name} | taken and given back", rates[way], "per second")
        yield plain(f"{name} | p50", percentile(found["seconds"], 0.5) * 1000, "ms")
        yield plain(f"{name} | p99", percentile(found["seconds"], 0.99) * 1000, "ms")
        yield plain(f"{name} | double", found.get("double", 0), "slots")
        yield plain(f"{name} | deadlocks and errors", found.get("deadlocks", 0) + found.get("errors", 0), "times")
        if way in ("insert", "whole"):
            p99 = percentile(found["seconds"], 0.99) * 1000
            yield against(f"{name}: p99", p99, "ms", bound=P99_BOUND_MS, of=f"bound {P99_BOUND_MS:g} ms")
    for way in ("insert", "whole"):
        for other in ("unique", "locked", "orm"):
            yield against(
                f"{NAMES[way]}", rates[way], "per second", bound=rates[other], of=f"{NAMES[other]}, {rates[other]:,.0f}"
            )


def _clear(city: Any) -> None:
    """Each way begins on swept ground: what the one before left behind, rows and dead rows, would slow down the next."""
    import psycopg

    tables = ("appointments_booking", "bench_unique", "bench_checked", "bench_locked", "outbox_outboxevent")
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute(f"DELETE FROM \"{city.schema_name}\".appointments_booking WHERE office = 'halle'")
        for table in tables:
            owner.execute(f'VACUUM (ANALYZE) "{city.schema_name}".{table}')


def _run(way: str, slug: str, cases: list[str], starts: list[datetime], seconds: float) -> dict[str, Any]:
    begin = time.time() + 10
    shares = [cases[number::PROCESSES] for number in range(PROCESSES)]
    children = []
    for share in shares:
        arguments = [
            "--way",
            way,
            "--city",
            slug,
            "--office",
            "halle",
            "--begin",
            str(begin),
            "--seconds",
            str(seconds),
        ]
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.support.rivals", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"}, preexec_fn=_all_cores,
        )  # fmt: skip
        world = json.dumps({"cases": share, "starts": [start.astimezone(UTC).isoformat() for start in starts]})
        assert child.stdin is not None
        child.stdin.write(world)
        child.stdin.close()
        children.append(child)
    total: dict[str, Any] = {"seconds": []}
    for child in children:
        assert child.stdout is not None
        found = json.loads(child.stdout.read())
        child.wait()
        for name, value in found.items():
            total[name] = total.get(name, [] if isinstance(value, list) else 0) + value
    return total


def _all_cores() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
