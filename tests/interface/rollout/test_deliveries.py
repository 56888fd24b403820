"""The operator sees how deliveries stand in every city, and nothing of any case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from config.reports import report_city
from connectors.models import Delivery, Line
from declarations.models import Declaration
from tenants.binding import bind, bind_public


@pytest.fixture(autouse=True)
def that_day(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=True):
        yield


def _trouble(city: Any, at: datetime) -> Declaration:
    with bind(city):
        case = Declaration.objects.create(
            state="submitted", reference="AAAABBBBCCCC", created_at=at, changed_at=at, submitted_at=at
        )
        Delivery.objects.create(
            declaration=case, message_type="130201", connector="folder", idempotency_key="1", state="rejected",
            tries_left=0, error="not_competent", created_at=at - timedelta(hours=5),
        )  # fmt: skip
        Delivery.objects.create(
            declaration=case, message_type="130111", connector="folder", idempotency_key="2", state="queued", tries_left=9,
            created_at=at - timedelta(days=4), next_try_at=at,
        )  # fmt: skip
        Line.objects.create(connector="folder", failures=7, open_since=at - timedelta(days=2), open_until=at)
    return case


def test_states_oldest_breaker_and_codes_of_each_city_stand_on_one_page(
    offenbach: Any, wiesbaden: Any, signed_in: Callable[..., Client], at: datetime
) -> None:
    case = _trouble(offenbach, at)
    for city in (offenbach, wiesbaden):
        report_city(city, at=at)
    page = signed_in("support").get("/zustellungen/").content.decode()
    for said in ("abgelehnt 1", "wartet 1", "not_competent", "antwortet nicht", "18. November 2026"):
        assert said in page
    assert page.index(offenbach.name) < page.index(wiesbaden.name)
    assert not [name for name in ("AAAABBBBCCCC", "AAAA BBBB CCCC", str(case.id)) if name in page]
    own = signed_in().get(f"/behoerde/{offenbach.authority_code}/").content.decode()
    assert "Übergabe an das Fachverfahren" in own
    assert "Nachrichten brauchen jemanden" in own


def test_a_city_that_reported_nothing_of_it_is_shown_as_that(
    offenbach: Any, signed_in: Callable[..., Client], at: datetime
) -> None:
    assert "noch nichts gemeldet" in signed_in().get("/zustellungen/").content.decode()


def test_the_database_refuses_the_operator_the_deliveries_of_a_city(offenbach: Any) -> None:
    for table in ("connectors_delivery", "connectors_echo", "connectors_returnedmessage", "connectors_alarm"):
        with bind_public(), pytest.raises(ProgrammingError, match="permission denied"):  # noqa: SIM117  the refusal breaks the transaction
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f'SELECT 1 FROM "{offenbach.schema_name}"."{table}"')
