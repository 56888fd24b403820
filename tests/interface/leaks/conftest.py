"""Both cities hold an entry of the trail that names its city, so that whatever comes back says whose it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from audit.models import AuditEntry
from audit.operations import SYSTEM, record
from tenants import binding
from tenants.binding import bind


@pytest.fixture(autouse=True)
def nothing_stays_bound() -> Iterator[None]:
    """What these tests do on purpose, such as ending generators in the wrong order, is not left to the next test."""
    yield
    binding._current.set(None)


@pytest.fixture
def marked(cities: tuple[Any, Any], at: Any) -> tuple[Any, Any]:
    for city in cities:
        with bind(city):
            record(action="mark", actor=SYSTEM, at=at, city=city.slug)
    return cities


@pytest.fixture
def whose() -> Callable[[], str]:
    """Reads the mark of the city that is bound."""
    return lambda: str(AuditEntry.objects.get(action="mark").details["city"])
