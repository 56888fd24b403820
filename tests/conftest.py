"""Two cities are alive in every test, so that a leak always has something to leak. What a test wrote is deleted after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
# Files of few tests that take long come first, so that no process is left alone with one of them at the end.
LONG = (
    "interface/releases",
    "chaos",
    "journeys",
    "unit/infra/test_run",
    "interface/tenants/archive",
    "interface/billing/test_",
)
# How long an example takes says how busy the machine is, not whether the product is right.
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")
SETTLED = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)  # the cities are older than any test's clock, and the real one


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    tests = Path(__file__).parent
    items.sort(key=lambda item: not item.path.relative_to(tests).as_posix().startswith(LONG))


@pytest.fixture(autouse=True)
def nothing_left_open() -> Iterator[None]:
    """A transaction that a test leaves open would swallow what the next ones write."""
    yield
    left = [connection.alias for connection in connections.all(initialized_only=True) if connection.in_atomic_block]
    assert not left, f"a transaction is still open: {left}"


@pytest.fixture(scope="session")
def two_cities(django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Any, Any]]:
    from config.demo import create_demo_cities
    from tenants.migrate import migrate_public

    with django_db_blocker.unblock():
        migrate_public()
        cities = create_demo_cities(at=SETTLED)
        yield cities["offenbach"], cities["wiesbaden"]
        for connection in connections.all():
            connection.close()


@pytest.fixture
def cities(two_cities: tuple[Any, Any]) -> Iterator[tuple[Any, Any]]:
    """Both cities, configured as in the demo, empty of cases before and after."""
    from tests.support.cleaning import clean

    yield two_cities
    clean(two_cities)


@pytest.fixture
def offenbach(cities: tuple[Any, Any]) -> Any:
    return cities[0]


@pytest.fixture
def wiesbaden(cities: tuple[Any, Any]) -> Any:
    return cities[1]


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def browse(cities: tuple[Any, Any]) -> Callable[..., Client]:
    """``browse(city)`` is a fresh browser on the city's host (Django's test client, CSRF checks off)."""

    def fresh(city: Any) -> Client:
        return Client(SERVER_NAME=f"{city.slug}.localhost", raise_request_exception=True)

    return fresh
