from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from pytest_django.fixtures import Settings

from tests.interface.desk.clerks import Clerk, Received, hire, receive


@pytest.fixture(autouse=True)
def clock(at: datetime) -> Iterator[Any]:
    """Pages ask the clock, so it shows the day on which the cities were configured; ``clock.shift(…)`` moves it."""
    with time_machine.travel(at + timedelta(minutes=1), tick=True) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def no_broker(settings: Settings) -> None:
    """What is handed to the workers goes to a broker in this process; nobody collects it."""
    from config.celery import app

    app.conf.broker_url = "memory://"


@pytest.fixture
def clerk(browse: Any) -> Callable[..., Clerk]:
    """``clerk(city, role)``: a member of staff who is signed in; ``name`` tells two of one role apart."""
    return lambda city, role="clerk", name="kim": hire(city, role, name, browse(city))


@pytest.fixture
def case(cities: tuple[Any, Any], at: datetime) -> Callable[..., Received]:
    """``case(city, …changes)``: a complete case that was filed, paid and received, papers made."""
    return lambda city, at=at, **changes: receive(city, at=at, **changes)
