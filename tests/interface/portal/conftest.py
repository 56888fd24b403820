from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from celery import current_app
from pytest_django.fixtures import Settings

from billing.payments.doors import open_stripe_door
from billing.providers.registry import provider
from infra.standins.stripe.server import StandIn
from tests.interface.identity.conftest import stand_in
from tests.interface.portal.walking import Sponsor

__all__ = ["stand_in"]


@pytest.fixture(autouse=True)
def that_day(at: datetime) -> Iterator[time_machine.Traveller]:
    """Pages ask the clock, so it shows the day on which the cities were configured."""
    with time_machine.travel(at + timedelta(minutes=1), tick=True) as clock:
        yield clock


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """Tasks run where they are sent."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


@pytest.fixture
def someone(browse: Any) -> Callable[..., Sponsor]:
    """``someone(city, mode, …changes)``: a sponsor with a fresh browser."""
    return lambda city, mode="prepare_and_sign", **changes: Sponsor(browse(city), city, mode, **changes)


@pytest.fixture
def stripe_page(tmp_path: Path, settings: Settings, cities: tuple[Any, Any], at: datetime) -> Iterator[StandIn]:
    """The payment service with the demo cities' accounts; tests pay at it through ``infra.standins.stripe.payer``."""
    with StandIn(tmp_path / "stripe", webhook_secret=settings.STRIPE_WEBHOOK_SECRET) as running:
        running.world.clock = at.timestamp
        running.add_accounts({f"acct_{city.slug}": city.name for city in cities})
        for city in cities:
            open_stripe_door(account=f"acct_{city.slug}", city=city)
        settings.STRIPE_API_BASE = running.url
        provider.cache_clear()
        yield running
    provider.cache_clear()
