from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests.interface.connectors.conftest import folder, papers
from tests.interface.interface.calling import System, key_for

__all__ = ["folder", "papers"]


@pytest.fixture(autouse=True)
def clock(at: datetime) -> Iterator[Any]:
    with time_machine.travel(at + timedelta(minutes=1), tick=True) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def nobody_was_here() -> None:
    from config.celery import app

    app.conf.broker_url = "memory://"


@pytest.fixture
def system(cities: Any, browse: Callable[..., Any]) -> Callable[..., System]:
    """``system(city, *scopes)``: the city's system with a key of its own; without scopes it opens everything."""
    return lambda city, *scopes: System(city, browse(city), key_for(city, *scopes))
