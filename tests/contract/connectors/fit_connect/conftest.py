from __future__ import annotations

from collections.abc import Iterator
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
def sender(standin: StandIn, offenbach: Any) -> Iterator[Sender]:
    """Offenbach, bound, connected with its own destination."""
    from tenants.binding import bind

    with bind(offenbach):
        authority.sign_in(standin)
        yield Sender(standin)
