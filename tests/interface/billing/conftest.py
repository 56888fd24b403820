from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from celery import current_app
from pytest_django.fixtures import Settings

from billing.payments.doors import open_stripe_door
from billing.providers.registry import provider
from infra.standins.stripe.server import StandIn
from tenants.binding import bind
from tests.contract.billing.standin import hurry
from tests.interface.billing.support import OFFENBACH, WIESBADEN, new_declaration


@pytest.fixture
def stripe_standin(
    tmp_path: Path, settings: Settings, cities: tuple[Any, Any], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StandIn]:
    """Both cities have an account; its clock stands at ``at``. It sends nothing by itself: tests carry its messages."""
    hurry(monkeypatch)
    with StandIn(tmp_path / "stripe", webhook_secret=settings.STRIPE_WEBHOOK_SECRET) as running:
        running.world.clock = at.timestamp
        running.add_accounts({OFFENBACH: "Offenbach am Main", WIESBADEN: "Wiesbaden"})
        for city, account in zip(cities, (OFFENBACH, WIESBADEN), strict=True):
            open_stripe_door(account=account, city=city)
        settings.STRIPE_API_BASE = running.url
        provider.cache_clear()
        yield running
    provider.cache_clear()


@pytest.fixture
def in_offenbach(offenbach: Any) -> Iterator[Any]:
    with bind(offenbach):
        yield offenbach


@pytest.fixture
def declaration_id(in_offenbach: Any, at: datetime) -> UUID:
    return new_declaration(at=at)


@pytest.fixture
def eager() -> Iterator[None]:
    """Tasks run where they are sent."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


@pytest.fixture
def later(stripe_standin: StandIn, at: datetime) -> Iterator[Callable[[timedelta], datetime]]:
    """Moves everybody's clock to so much after ``at``, and answers the moment."""
    with time_machine.travel(at, tick=False) as traveller:

        def move(by: timedelta) -> datetime:
            moment = at + by
            traveller.move_to(moment)
            stripe_standin.world.clock = moment.timestamp
            return moment

        yield move
