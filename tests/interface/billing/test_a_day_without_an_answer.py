"""A provider is down for a day: nothing lost, nothing charged twice, the payer told, and the city told once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from billing.books import reconciling
from billing.books.models import Difference, Run
from billing.payments import queries
from billing.payments.models import Payment
from billing.payments.operations import start
from billing.payments.states import State
from infra.standins.stripe.delivery import sign
from infra.standins.stripe.server import StandIn
from infra.standins.xbezahldienste.server import StandIn as Service
from kernel.clock import german_day
from outbox.operations import dispatch
from tenants.binding import bind
from tests.contract.billing.payment_service import trouble
from tests.contract.billing.standin import click, events, faults
from tests.interface.billing import treasury
from tests.interface.billing.support import a_bill, knock, new_declaration
from tests.interface.desk.clerks import hire

HOUR = timedelta(hours=1)
Later = Callable[[timedelta], datetime]


@pytest.mark.usefixtures("eager")
def test_for_many_payments_the_treasury_reads_of_it_once(
    stripe_standin: StandIn, offenbach: Any, wiesbaden: Any, at: datetime, later: Later, browse: Any
) -> None:
    with bind(offenbach):
        for _ in range(3):
            click(start(bill=a_bill(new_declaration(at=at), at=at), at=at).address, "pay_and_stay")
        faults(stripe_standin, answers="unavailable")
        for hour in range(0, 60, 4):
            dispatch(at=later(hour * HOUR))
        assert [payment.attention for payment in queries.wanting_attention()] == ["silent"] * 3
        assert list(Difference.objects.values_list("kind", "closed_at")) == [("silent", None)]
        standing = queries.standing(Payment.objects.earliest("created_at").declaration_id)
        assert standing is not None
        assert standing.news == "no_answer"
    page = hire(offenbach, "treasury", "kim", browse(offenbach)).text("/amt/kasse/")
    assert page.count("antwortet seit mehr als einem Tag nicht") == 1
    assert "3 Zahlungen warten auf seine Antwort" in page
    assert "antwortet seit" not in hire(wiesbaden, "treasury", "kim", browse(wiesbaden)).text("/amt/kasse/")
    faults(stripe_standin, answers="normal")
    with bind(offenbach):
        for hour in range(60, 90, 3):
            dispatch(at=later(hour * HOUR))
        assert set(Payment.objects.values_list("state", "attention")) == {(State.PAID, "")}
        assert list(Difference.objects.values_list("kind", "closed_how")) == [("silent", "agreed")]
        assert len(stripe_standin.world.store.all_of("charge")) == 3


@pytest.fixture
def service(tmp_path: Path, cities: tuple[Any, Any], at: datetime) -> Iterator[Service]:
    with Service(tmp_path / "xbezahldienste") as standin, treasury.connected(standin, cities, at):
        yield standin


def test_the_same_of_a_provider_without_a_book(service: Service, in_offenbach: Any, at: datetime) -> None:
    start(bill=treasury.bill(service, new_declaration(at=at), at=at), at=at)
    first = german_day(at)
    reconciling.run(day=first, at=at + 20 * HOUR)
    trouble(service, answers="down")
    second = first + timedelta(days=1)
    for hour in range(44, 72, 4):
        run = reconciling.run(day=second, at=at + hour * HOUR)
        assert (run.ended_at, Difference.objects.count()) == (None, int(hour >= 64))
    trouble(service, answers="normal")
    assert reconciling.run(day=second, at=at + 73 * HOUR).ended_at is not None
    assert list(Difference.objects.values_list("kind", "closed_how")) == [("silent", "agreed")]
    assert Run.objects.filter(ended_at=None).count() == 1


def test_a_true_message_that_arrives_cut_off_is_not_believed_and_the_whole_one_is(
    stripe_standin: StandIn, in_offenbach: Any, at: datetime, settings: Any
) -> None:
    secret = settings.STRIPE_WEBHOOK_SECRET
    click(start(bill=a_bill(new_declaration(at=at), at=at), at=at).address, "pay_and_stay")
    body = json.dumps(events(stripe_standin)[-1]).encode()
    signature = {"Stripe-Signature": sign(secret, body, int(datetime.now(UTC).timestamp()))}
    for length in (0, 1, len(body) // 2, len(body) - 1):
        assert knock(body[:length], secret, signature).status_code == 400
    assert knock(body, secret, signature).status_code == 200
