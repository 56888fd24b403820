"""Both cities hold an entry of the trail that names its city, so that whatever comes back says whose it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from audit.models import AuditEntry
from audit.operations import SYSTEM, record
from tenants.binding import bind


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
