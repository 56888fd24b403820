"""The operator's books for two cities: one pays by the month, one through its data centre by the year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tenants.binding import bind_public
from tests.support.invoicing import SELLER


@pytest.fixture(autouse=True)
def seller(settings: Any) -> None:
    settings.INVOICE_SELLER = SELLER.model_dump_json()


@pytest.fixture
def books(cities: Any) -> Iterator[Any]:
    """Bound to ``public`` as the operator's role, in one transaction as a page's."""
    with bind_public(), transaction.atomic():
        yield
