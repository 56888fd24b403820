from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine


@pytest.fixture(autouse=True)
def that_day(at: datetime) -> Iterator[time_machine.Traveller]:
    """Pages ask the clock, so it shows the day on which the cities were configured."""
    with time_machine.travel(at + timedelta(minutes=1), tick=True) as clock:
        yield clock
