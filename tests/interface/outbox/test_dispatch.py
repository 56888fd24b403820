"""The outbox: handed on exactly once, in order, whoever dies and however many workers there are."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from audit.models import AuditEntry
from audit.operations import SYSTEM
from audit.operations import record as audit
from outbox import operations
from outbox.models import OutboxEvent, Receipt
from tenants.binding import bind
from tenants.doorbell import due

EVENT = "test.happened"


@pytest.fixture
def subscribers() -> Iterator[dict[str, Any]]:
    known = operations._subscribers.setdefault(EVENT, {})
    yield known
    operations._subscribers.pop(EVENT, None)
    operations._outside.discard("slow")  # the product's own stay


def _record(city: Any, at: Any, **more: Any) -> None:
    with bind(city), transaction.atomic():
        operations.record(name=EVENT, at=at, **more)


def test_an_event_of_a_transaction_that_fails_never_happened(offenbach: Any, at: Any) -> None:
    with pytest.raises(RuntimeError), bind(offenbach), transaction.atomic():
        operations.record(name=EVENT, at=at)
        raise RuntimeError
    with bind(offenbach):
        assert not OutboxEvent.objects.exists()
    assert not due(at=at)


def test_the_bell_names_the_city_that_rang(offenbach: Any, wiesbaden: Any, at: Any) -> None:
    _record(offenbach, at)
    assert [item.city.slug for item in due(at=at)] == ["offenbach"]


def test_a_city_cannot_ring_for_another(offenbach: Any, wiesbaden: Any, at: Any) -> None:
    from django.db import IntegrityError

    from tenants.binding import city_role

    with bind(offenbach), pytest.raises(IntegrityError, match="own_role"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.tenants_bell (city_role, due_at) VALUES (%s, %s)",
            [city_role(wiesbaden.schema_name), at],
        )


def test_each_subscriber_gets_it_once_however_often_it_is_dispatched(
    offenbach: Any, at: Any, subscribers: dict[str, Any]
) -> None:
    subscribers["a"] = subscribers["b"] = lambda event, at: audit(action="seen", actor=SYSTEM, at=at)
    _record(offenbach, at)
    with bind(offenbach):
        operations.dispatch(at=at)
        operations.dispatch(at=at)
        assert AuditEntry.objects.filter(action="seen").count() == 2


def test_a_crash_between_two_subscribers_repeats_nothing(offenbach: Any, at: Any, subscribers: dict[str, Any]) -> None:
    broken = {"now": True}

    def second(_event: Any, _at: Any) -> None:
        if broken["now"]:
            raise RuntimeError

    subscribers["first"] = lambda event, at: audit(action="first", actor=SYSTEM, at=at)
    subscribers["second"] = second
    _record(offenbach, at)
    with bind(offenbach):
        assert operations.dispatch(at=at) == 0
        broken["now"] = False
        assert operations.dispatch(at=at + timedelta(hours=2)) == 1
        assert AuditEntry.objects.filter(action="first").count() == 1
        assert Receipt.objects.count() == 2


def test_what_failed_holds_back_later_events_of_the_same_subject_only(
    offenbach: Any, at: Any, subscribers: dict[str, Any]
) -> None:
    stuck, free = uuid.uuid4(), uuid.uuid4()
    seen: list[Any] = []

    def handler(event: Any, _at: Any) -> None:
        if event.subject_id == stuck and event.payload["n"] == 1:
            raise RuntimeError
        seen.append((event.subject_id, event.payload["n"]))

    subscribers["h"] = handler
    for subject in (stuck, free):
        for number in (1, 2):
            _record(offenbach, at, subject_id=subject, n=number)
    with bind(offenbach):
        operations.dispatch(at=at)
    assert seen == [(free, 1), (free, 2)]


def test_a_timer_waits_for_its_time(offenbach: Any, at: Any, subscribers: dict[str, Any]) -> None:
    subscribers["h"] = lambda event, at: audit(action="rang", actor=SYSTEM, at=at)
    _record(offenbach, at, due_at=at + timedelta(days=3))
    with bind(offenbach):
        operations.dispatch(at=at + timedelta(days=2))
        assert not AuditEntry.objects.filter(action="rang").exists()
        operations.dispatch(at=at + timedelta(days=4))
        assert AuditEntry.objects.filter(action="rang").count() == 1


def test_two_workers_do_not_handle_one_event_side_by_side(offenbach: Any, at: Any, subscribers: dict[str, Any]) -> None:
    runs: list[int] = []
    start = Barrier(2)
    operations._outside.add("slow")

    def slow(_event: Any, _at: Any) -> None:
        import time

        runs.append(1)
        time.sleep(0.3)

    subscribers["slow"] = slow
    _record(offenbach, at)

    def work() -> None:
        start.wait()
        with bind(offenbach):
            operations.dispatch(at=at)
        connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert runs == [1]
