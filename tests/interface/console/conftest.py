from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests.interface.desk.clerks import Clerk, hire


@pytest.fixture(autouse=True)
def clock(at: datetime) -> Iterator[Any]:
    with time_machine.travel(at + timedelta(minutes=1), tick=True) as traveller:
        yield traveller


@pytest.fixture
def official(browse: Any) -> Callable[..., Clerk]:
    """``official(city, role)``: somebody who is signed in at the city's console; ``name`` tells two of one role apart."""
    return lambda city, role="owner", name="mika": hire(city, role, name, browse(city))
