"""A publication makes every finding old: a worker looks again by itself, now or on the day from which a version holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from tenants.binding import bind

NAME = "readiness.look_due"


@pytest.fixture
def sent() -> Iterator[list[dict[str, str]]]:
    """What is handed to the workers, instead of a broker."""
    from onboarding.readiness import tasks

    handed: list[dict[str, str]] = []
    real = tasks.after_change.send
    tasks.after_change.send = lambda **kwargs: handed.append(kwargs)
    yield handed
    tasks.after_change.send = real


def _publish(city: Any, at: datetime, valid_from: datetime | None = None) -> None:
    from configuration.document import as_typed
    from configuration.operations import publish
    from configuration.queries import in_force

    with bind(city), transaction.atomic():
        raw = as_typed(in_force(at=at).stored)
        raw["authority"]["phone"] = f"069 {at:%H%M%S}"
        publish(raw=raw, author="Test", at=at, valid_from=valid_from)


def _forget(city: Any) -> None:
    from outbox.models import OutboxEvent

    with bind(city):
        OutboxEvent.objects.filter(name=NAME).delete()


def _due(city: Any) -> list[datetime]:
    from outbox.models import OutboxEvent

    with bind(city):
        return list(OutboxEvent.objects.filter(name=NAME).values_list("due_at", flat=True))


def test_a_publication_arranges_a_look_in_its_city_alone(cities: Any, at: datetime, sent: Any) -> None:
    from outbox import operations as outbox

    offenbach, wiesbaden = cities
    for city in cities:
        _forget(city)
    _publish(offenbach, at + timedelta(minutes=1))
    assert (_due(offenbach), _due(wiesbaden)) == ([at + timedelta(minutes=1)], [])
    with bind(offenbach):
        outbox.dispatch(at=at + timedelta(minutes=1, seconds=1))
    assert sent == [{"since": (at + timedelta(minutes=1)).isoformat()}]


def test_a_planned_version_is_looked_at_when_its_day_comes(offenbach: Any, at: datetime, sent: Any) -> None:
    from outbox import operations as outbox

    _forget(offenbach)
    day = at + timedelta(days=30)
    _publish(offenbach, at + timedelta(minutes=1), valid_from=day)
    assert _due(offenbach) == [day]
    with bind(offenbach):
        outbox.dispatch(at=at + timedelta(days=29))
        assert sent == []
        outbox.dispatch(at=day)
    assert sent == [{"since": day.isoformat()}]


def test_what_is_refused_or_nothing_new_arranges_nothing(offenbach: Any, at: datetime) -> None:
    from configuration.document import UnableToConfigure, as_typed
    from configuration.operations import publish
    from configuration.queries import in_force

    _forget(offenbach)
    with bind(offenbach):
        with transaction.atomic():
            raw = as_typed(in_force(at=at).stored)
            assert publish(raw=raw, author="Test", at=at)[1] is False
        with pytest.raises(UnableToConfigure), transaction.atomic():
            publish(raw={**raw, "authority": {"kind": "moon"}}, author="Test", at=at)
    assert _due(offenbach) == []


@pytest.mark.usefixtures("asked_before")
def test_the_worker_looks_once_and_the_list_is_fresh(offenbach: Any, at: datetime) -> None:
    from onboarding.readiness import operations, queries

    moment = at + timedelta(minutes=1)
    _publish(offenbach, moment)
    with bind(offenbach):
        operations._look(at)
        before = queries.checklist(at=moment)
        assert (before.outdated, before.looking) == (True, True)
        assert queries.checklist(at=moment + timedelta(minutes=4)).looking is False
        assert operations.look_after_change(since=moment, at=moment + timedelta(seconds=2)) is True
        assert operations.look_after_change(since=moment, at=moment + timedelta(seconds=3)) is False
        after = queries.checklist(at=moment + timedelta(seconds=4))
    assert (after.outdated, after.looking) == (False, False)


def test_a_new_city_is_looked_at_once_before_anybody_asks(offenbach: Any, at: datetime) -> None:
    from onboarding.readiness import operations

    _forget(offenbach)
    later = at + timedelta(hours=1)
    with bind(offenbach), transaction.atomic():
        assert operations.look_for_the_first_time(at=later) is True
        assert operations.look_for_the_first_time(at=later + timedelta(seconds=5)) is False
    assert _due(offenbach) == [later]
    with bind(offenbach):
        operations._look(later)
        with transaction.atomic():
            assert operations.look_for_the_first_time(at=later + timedelta(days=1)) is False
