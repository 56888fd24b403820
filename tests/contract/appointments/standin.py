"""The stand-in of a city's own appointment system as a fixture, its clock at the tests' moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from infra.standins.zms.server import StandIn

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CENTRAL, NORTH = 10501, 10502
SERVICES = {"signing": 1080501, "pickup": 1080502, "advice": 1080503}


@pytest.fixture
def standin(tmp_path: Path) -> Iterator[StandIn]:
    with StandIn(tmp_path / "zms") as running:
        running.world.clock = AT.timestamp
        yield running


def options(standin: StandIn, **changes: Any) -> dict[str, Any]:
    """What a city sets."""
    offices = {"zentrale": CENTRAL, "nord": NORTH}
    return {"address": standin.url, "offices": offices, "services": SERVICES, "seconds": 2, **changes}


def _control(standin: StandIn, path: str, form: dict[str, str]) -> None:
    assert requests.post(f"{standin.page}{path}", data=form, timeout=5).status_code == 200


def faults(standin: StandIn, **wanted: str) -> None:
    _control(standin, "faults", wanted)


def office_does(standin: StandIn, action: str, number: int | str, to: datetime | None = None) -> None:
    """``delete`` or ``move``, as somebody at the office would."""
    _control(standin, "act", {"action": action, "id": str(number), "to": str(int(to.timestamp())) if to else ""})


def later(standin: StandIn, by: timedelta) -> datetime:
    moment = AT + by
    standin.world.clock = moment.timestamp
    return moment


def there(standin: StandIn) -> list[tuple[str, int]]:
    """(state, start) of every booking there, oldest first."""
    from infra.standins.zms.slots import status

    found = reversed(standin.world.store.all())
    return [(status(standin.world, booking), booking["timestamp"]) for booking in found]
