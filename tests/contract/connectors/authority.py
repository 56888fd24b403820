"""The stand-in of FIT-Connect as a city is connected with it, and what its tests do to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from infra.standins.fitconnect import submissions
from infra.standins.fitconnect.faults import FAULTS
from infra.standins.fitconnect.server import StandIn
from infra.standins.fitconnect.world import destination_of
from tests.support.secrets import keep_secret

SECRET = "fit-connect"


@contextmanager
def running(folder: Path) -> Iterator[StandIn]:
    """Keys of 4096 bits take a second each: they are made once for all tests of a run."""
    with StandIn(folder / "fitconnect", key_folder=key_folder(folder)) as standin:
        yield standin


@contextmanager
def for_contract(folder: Path, _at: datetime) -> Iterator[dict[str, Any]]:
    with running(folder) as standin:
        sign_in(standin)
        yield options(standin)


def key_folder(folder: Path) -> Path:
    """Beside the folders of the single tests."""
    return folder.parent / f"fitconnect-keys-{os.getpid()}"


def options(standin: StandIn, client: str = "offenbach", **changes: Any) -> dict[str, Any]:
    told = {
        "environment": "own", "address": standin.address, "token_address": standin.token_address, "client_id": client,
        "secret": SECRET, "destination": destination_of(client), "trusted": standin.world.keys.authority, "seconds": 5,
    }  # fmt: skip
    return told | changes


def sign_in(standin: StandIn, client: str = "offenbach", *, value: str = "") -> None:
    """The bound city keeps the client's password, or another."""
    keep_secret(SECRET, (value or standin.world.password(client)).encode())


def trouble(standin: StandIn, **wanted: str) -> None:
    FAULTS.set(standin.world, wanted)


def arrived(standin: StandIn) -> list[dict[str, Any]]:
    """Submissions that the authority has, the newest first."""
    return [one for one in standin.world.store.all() if one["state"] != "announced"]


def says(standin: StandIn, verb: str, problem: str = "hash-mismatch") -> None:
    """About the newest submission."""
    with standin.world.store.work():
        submissions.decide(standin.world, standin.world.store.all()[0], verb, problem=problem)
