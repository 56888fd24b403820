"""The callback of FIT-Connect is a bell: it makes us ask sooner, and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.interface.connectors.support import fresh, queued

HEADERS = {"callback-authentication": "00", "callback-timestamp": "1795334400"}
Ring = Callable[..., int]


@pytest.fixture
def ring() -> Ring:
    def press(slug: str = "offenbach", body: str = "{}", headers: dict[str, str] = HEADERS) -> int:
        bell = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
        answer = bell.post(f"/doors/fit-connect/{slug}/", body, content_type="application/json", headers=headers)
        return answer.status_code

    return press


def _handed_over(at: datetime, *, connector: str = "fit_connect", hours: int = 6) -> Any:
    from connectors.models import Delivery

    delivery = queued(at, reference=f"0123456789A{hours}")
    Delivery.objects.filter(id=delivery.id).update(
        state="handed_over",
        connector=connector,
        receipt="a/b",
        handed_over_at=at,
        next_try_at=at + timedelta(hours=hours),
    )
    return fresh(delivery)


def test_it_makes_us_ask_sooner_and_changes_nothing_else(city: Any, at: datetime, ring: Ring) -> None:
    from connectors.ringing import SOONEST

    delivery = _handed_over(at)
    with time_machine.travel(at, tick=False):
        assert ring(body='{"state": "accepted"}') == 204
    after = fresh(delivery)
    assert (after.state, after.next_try_at) == ("handed_over", at + SOONEST)


def test_who_rings_without_end_makes_us_ask_no_more_often(city: Any, at: datetime, ring: Ring) -> None:
    from outbox.models import OutboxEvent

    delivery = _handed_over(at)
    before = OutboxEvent.objects.count()
    with time_machine.travel(at, tick=False) as clock:
        for _ in range(20):
            ring()
            clock.shift(timedelta(seconds=1))
    assert OutboxEvent.objects.count() == before + 1
    assert fresh(delivery).next_try_at == at + timedelta(minutes=2)


def test_only_what_was_handed_over_through_it_is_asked_about(city: Any, at: datetime, ring: Ring) -> None:
    other, waiting = _handed_over(at, connector="folder", hours=5), queued(at, reference="0123456789AC")
    before = (fresh(other).next_try_at, fresh(waiting).next_try_at)
    with time_machine.travel(at, tick=False):
        ring()
    assert (fresh(other).next_try_at, fresh(waiting).next_try_at) == before


def test_the_bell_of_one_city_is_not_heard_in_another(city: Any, cities: Any, at: datetime, ring: Ring) -> None:
    delivery = _handed_over(at)
    with time_machine.travel(at, tick=False):
        assert ring("wiesbaden") == 204
    assert fresh(delivery).next_try_at == at + timedelta(hours=6)


def test_what_is_no_callback_is_turned_away(cities: Any, ring: Ring) -> None:
    assert ring(headers={}) == 400
    assert ring("nirgendwo") == 404
    assert Client(SERVER_NAME="localhost").get("/doors/fit-connect/offenbach/").status_code == 405
