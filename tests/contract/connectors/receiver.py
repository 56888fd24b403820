"""The stand-in of a city's own system, and what a city sets to reach it. The city must be bound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from infra.standins.receiver.server import KEY_ID as KEY_ID
from infra.standins.receiver.server import StandIn
from tests.support.secrets import keep_secret

SECRET = b"0123456789abcdef0123456789abcdef"


@contextmanager
def running(folder: Path, *, tls: Any = None) -> Iterator[StandIn]:
    with StandIn(folder, secret=SECRET.decode(), tls=tls) as stand_in:
        yield stand_in


def options(stand_in: StandIn, **changes: Any) -> dict[str, Any]:
    return {"address": stand_in.url, "key_id": KEY_ID, "secret": "receiver-key", "seconds": 2, **changes}


@contextmanager
def for_contract(folder: Path, _at: datetime) -> Iterator[dict[str, Any]]:
    keep_secret("receiver-key", SECRET)
    with running(folder) as stand_in:
        yield options(stand_in)


@contextmanager
def with_a_key(_folder: Path, at: datetime) -> Iterator[dict[str, Any]]:
    from django.db import transaction

    from audit.operations import SYSTEM
    from connectors import interface_keys

    with transaction.atomic():
        interface_keys.make(label="Test", scopes=["deliveries:read"], days=30, by=SYSTEM, at=at)
    yield {}


def faults(stand_in: StandIn, **wanted: str) -> None:
    import requests

    assert requests.post(f"{stand_in.page}faults", data=wanted, timeout=5).status_code == 200
