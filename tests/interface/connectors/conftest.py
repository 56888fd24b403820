from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support import case_files


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DELIVERY_DIR = tmp_path / "delivered"
    return tmp_path / "delivered"


@pytest.fixture
def papers() -> Iterator[list[Any]]:
    """What the case's files are; put another item in, an exception to be raised, or something to be called."""
    from connectors import attachments

    before = attachments._source[:]
    held: list[Any] = [case_files.files()]

    def source(_declaration_id: Any) -> Any:
        if isinstance(held[0], Exception):
            raise held[0]
        return held[0]() if callable(held[0]) else held[0]

    attachments.provide(source)
    yield held
    attachments._source[:] = before


@pytest.fixture
def city(offenbach: Any, folder: Path, papers: Any) -> Iterator[Any]:
    """Offenbach, bound, with a delivery folder of its own."""
    from tenants.binding import bind

    with bind(offenbach):
        yield offenbach


@pytest.fixture
def connect(city: Any, at: datetime) -> Iterator[Callable[..., None]]:
    """``connect(connector=…, options=…)`` publishes the city's delivery section; forgotten after the test."""
    from django.db import connections, transaction

    from configuration.operations import publish
    from tenants.binding import OWNER, bind_owner

    made: list[int] = []

    def change(when: datetime = at, **delivery: Any) -> None:
        with transaction.atomic():
            raw = {"delivery": delivery}
            version, new = publish(raw=raw, author="test", at=when, valid_from=when + timedelta(microseconds=len(made)))
        made.extend([version.id] if new else [])

    yield change
    table = f'"{city.schema_name}".configuration_configurationversion'
    with bind_owner(), connections[OWNER].cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [made])


@pytest.fixture
def first(city: Any, connect: Callable[..., None]) -> Iterator[Any]:
    """The receiver behind the city's connector."""
    from tests.support.receivers import Receiver, registered

    receiver = Receiver("first")
    with registered(receiver):
        connect(connector="first")
        yield receiver


@pytest.fixture
def second() -> Iterator[Any]:
    """Another receiver, for the city's fallback."""
    from tests.support.receivers import Receiver, registered

    receiver = Receiver("second")
    with registered(receiver):
        yield receiver
