from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def federal(cities: tuple[Any, Any]) -> Iterator[None]:
    """What a test publishes is forgotten by this process after it; the rows go with the cleaning."""
    from configuration.federal import queries

    yield
    queries.forget()
