"""How often somebody may come: counted for everybody together, never for ever, and by nobody's name."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

from django.db import connections

from connectors.limit_models import Bucket
from connectors.limits import FORGOTTEN_AFTER, Limit
from tenants.binding import bind

SECOND = timedelta(seconds=1)
SLOW = Limit("test", burst=2, per_second=0.5)


def test_a_bucket_fills_again_and_says_when(city: Any, at: datetime) -> None:
    assert [SLOW.take("a", at=at) for _time in range(3)] == [0, 0, 2]
    assert SLOW.take("b", at=at) == 0
    assert SLOW.take("a", at=at + SECOND) == 1
    assert [SLOW.take("a", at=at + 2 * SECOND) for _time in range(2)] == [0, 2]
    assert [SLOW.take("a", at=at + timedelta(hours=1)) for _time in range(3)] == [0, 0, 2]


def test_a_clock_that_went_back_gives_nothing_and_takes_nothing(city: Any, at: datetime) -> None:
    assert SLOW.take("a", at=at) == 0
    assert [SLOW.take("a", at=at - timedelta(hours=1)) for _time in range(2)] == [0, 2]


def test_who_is_counted_is_named_nowhere_and_forgotten(city: Any, at: datetime) -> None:
    for number in range(5):
        SLOW.take(f"192.0.2.{number}", at=at)
    assert not [row for row in Bucket.objects.values() if "192.0.2" in str(row)]
    SLOW.take("192.0.2.9", at=at + FORGOTTEN_AFTER + SECOND)
    assert Bucket.objects.count() == 1


def test_hammering_writes_nothing(city: Any, at: datetime) -> None:
    for _time in range(2):
        SLOW.take("a", at=at)
    before = list(Bucket.objects.values_list())
    assert [SLOW.take("a", at=at) for _time in range(20)] == [2] * 20
    assert list(Bucket.objects.values_list()) == before


def test_those_who_come_at_once_get_no_more_than_there_is(offenbach: Any, wiesbaden: Any, at: datetime) -> None:
    limit, granted, together = Limit("rush", burst=5, per_second=0.001), list[int](), Barrier(8)

    def rush() -> None:
        try:
            with bind(offenbach):
                together.wait()
                granted.extend(limit.take("a", at=at) for _time in range(3))
        finally:
            connections.close_all()

    threads = [Thread(target=rush) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert granted.count(0) == 5
    with bind(wiesbaden):
        assert not Bucket.objects.exists()
