"""Rivals for a hundred slots: takes one at random, gives it back, again and again, from many threads; prints counts as JSON.

``python -m tests.support.rivals --way insert …`` in an environment that names a database of ours. Each way is what
somebody could have written; *insert* and *whole* are the product's.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

LENGTH = timedelta(minutes=15)
SEAT = 1_000_000  # of no calendar


@dataclass
class Client:
    """One client: its case and the starts it may choose from. A way answers whether it got the slot."""

    case: uuid.UUID
    starts: list[datetime]
    office: str
    chance: random.Random
    seconds: list[float] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)

    def start(self) -> datetime:
        return self.chance.choice(self.starts)


def _unique(client: Client) -> bool:
    """Bare: a table of seat and start with a unique key."""
    from django.db import connection, transaction

    place: list[Any] = [SEAT, client.start()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_unique (seat, starts_at, owner) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING seat",
            [*place, client.case],
        )
        taken = cursor.fetchone() is not None
    if taken:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM bench_unique WHERE seat = %s AND starts_at = %s", place)
    return taken


def _checked(client: Client) -> bool:
    """Looks whether the slot is free, then inserts: what most calendars do."""
    from django.db import connection, transaction

    place: list[Any] = [SEAT, client.start()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM bench_checked WHERE seat = %s AND starts_at = %s", place)
        if cursor.fetchone():
            return False
        cursor.execute("INSERT INTO bench_checked (seat, starts_at, owner) VALUES (%s, %s, %s)", [*place, client.case])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bench_checked WHERE seat = %s AND starts_at = %s", place)
        client.count["double"] += cursor.fetchone()[0] > 1
        cursor.execute("DELETE FROM bench_checked WHERE owner = %s", [client.case])
    return True


def _locked(client: Client) -> bool:
    """A row per slot, locked before it is looked at."""
    from django.db import connection, transaction

    place: list[Any] = [SEAT, client.start()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT owner FROM bench_locked WHERE seat = %s AND starts_at = %s FOR UPDATE", place)
        if cursor.fetchone()[0] is not None:
            return False
        cursor.execute("UPDATE bench_locked SET owner = %s WHERE seat = %s AND starts_at = %s", [client.case, *place])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE bench_locked SET owner = NULL WHERE seat = %s AND starts_at = %s", place)
    return True


def _row(client: Client) -> Any:
    from appointments.models import Booking

    start, at = client.start(), client.starts[0] - timedelta(days=3)
    return Booking(
        case_id=client.case, state="held", purpose="signing", office=client.office, seat=SEAT, starts_at=start,
        ends_at=start + LENGTH, busy_from=start, busy_until=start + LENGTH, held_until=start, via="sponsor",
        created_at=at, changed_at=at,
    )  # fmt: skip


def _give_back(booking: Any) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM appointments_booking WHERE id = %s", [booking.id])


def _orm(client: Client) -> bool:
    """The ORM's own insert against the exclusion constraint."""
    from django.db import IntegrityError, OperationalError, transaction

    booking = _row(client)
    try:
        with transaction.atomic():
            booking.save(force_insert=True)
    except IntegrityError:
        return False
    except OperationalError:
        client.count["deadlocks"] += 1
        return False
    _give_back(booking)
    return True


def _insert(client: Client) -> bool:
    """The product's statement."""
    from django.db import transaction

    from appointments import slots

    booking = _row(client)
    with transaction.atomic():
        taken = slots.insert(booking)
    if taken:
        _give_back(booking)
    return taken


def _whole(client: Client) -> bool:
    """The product's operations: case locked, calendar and time looked at, held, audited; then given up."""
    from appointments import operations
    from appointments.contention import patiently
    from appointments.needs import Need, Purpose
    from appointments.refusals import UnableToBook

    start, at = client.start(), client.starts[0] - timedelta(days=2)
    try:
        patiently(
            lambda: operations.hold(
                case_id=client.case,
                need=Need(Purpose.SIGNING),
                office=client.office,
                starts_at=start,
                via="sponsor",
                at=at,
            )
        )
    except UnableToBook as refusal:
        if refusal.code != "slot_gone":
            raise
        return False
    patiently(lambda: operations.give_up_hold(case_id=client.case, at=at))
    return True


WAYS: dict[str, Callable[[Client], bool]] = {
    "unique": _unique, "checked": _checked, "locked": _locked, "orm": _orm, "insert": _insert, "whole": _whole,
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--way", choices=[*WAYS], required=True)
    parser.add_argument("--city", required=True)
    parser.add_argument("--office", required=True)
    parser.add_argument("--begin", type=float, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    given = parser.parse_args()
    world = json.load(sys.stdin)
    import django

    django.setup()
    given.city = _city(given.city)
    starts = [datetime.fromisoformat(start) for start in world["starts"]]
    clients = [
        Client(uuid.UUID(case), starts, given.office, random.Random(case))  # noqa: S311  repeatable
        for case in world["cases"]
    ]
    print(json.dumps(_strike(clients, given)))
    return 0


def _city(slug: str) -> Any:
    from tenants.binding import bind_public
    from tenants.models import City

    with bind_public():
        return City.objects.get(slug=slug)


def _strike(clients: list[Client], given: Any) -> dict[str, Any]:
    threads = [threading.Thread(target=_work, args=(client, given)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = sum((client.count for client in clients), Counter[str]())
    return {**total, "seconds": [second for client in clients for second in client.seconds]}


def _work(client: Client, given: Any) -> None:
    from django.db import connection

    from tenants.binding import bind

    with bind(given.city):
        way = WAYS[given.way]
        way(client)  # imports, connects, plans
        client.count.clear()
        time.sleep(max(0.0, given.begin - time.time()))
        while time.time() < given.begin + given.seconds:
            start = time.perf_counter()
            try:
                client.count["taken" if way(client) else "refused"] += 1
            except Exception as error:
                client.count["errors"] += 1
                sys.stderr.write(f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}\n")
            client.seconds.append(time.perf_counter() - start)
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
