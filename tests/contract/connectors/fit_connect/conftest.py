from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from infra.standins.fitconnect.server import StandIn
from tests.contract.connectors import authority
from tests.contract.connectors.fit_connect.sender import Sender


@pytest.fixture
def standin(tmp_path: Path) -> Iterator[StandIn]:
    with authority.running(tmp_path) as running:
        authority.trouble(running, authority="waits")
        yield running


@pytest.fixture
def sender(standin: StandIn, offenbach: Any, at: datetime) -> Iterator[Sender]:
    """Offenbach, bound, connected with its own destination."""
    from tenants.binding import bind

    with bind(offenbach):
        authority.keep_secret(standin, at)
        yield Sender(standin)
