"""The server of a data centre as a fixture, and what a city sets to reach it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.standins.common.server import LOOPBACK
from infra.standins.sftp.server import StandIn


@pytest.fixture
def sftp(tmp_path: Path) -> Iterator[StandIn]:
    with StandIn(tmp_path / "sftp") as running:
        yield running


def server_of(sftp: StandIn, **changes: Any) -> dict[str, Any]:
    said = {"host": LOOPBACK, "port": sftp.port, "user": "offenbach", "secret": "gateway"}
    return {**said, "host_keys": [sftp.world.host_line()], **changes}
