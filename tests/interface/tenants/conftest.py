from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections

from tenants.binding import OWNER


@pytest.fixture
def no_owner(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in the web process: whoever reaches for the owner's connection fails."""

    def refuse() -> None:
        raise AssertionError("the owner's connection was used")

    with monkeypatch.context() as patched:
        connections[OWNER].close()
        patched.setattr(connections[OWNER], "ensure_connection", refuse)
        yield


@pytest.fixture
def no_broker() -> None:
    """What is handed to the workers goes to a broker in this process; nobody collects it."""
    from config.celery import app

    app.conf.broker_url = "memory://"
