"""A city that is paid through a payment service of the administration, which sends no messages and closes no page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine

from billing.payments import queries, timers
from billing.payments.connections import find
from billing.payments.models import Payment, PaymentEvent
from billing.payments.operations import UnableToPay, ask, start
from billing.payments.states import State
from billing.providers.base import Misconfigured
from infra.standins.xbezahldienste.server import StandIn
from outbox.models import OutboxEvent
from outbox.operations import dispatch
from tenants.binding import bind
from tests.contract.billing.payment_service import FLAVOURS, OF_OFFENBACH, OF_WIESBADEN, bank_says, press, trouble
from tests.interface.billing import treasury
from tests.interface.billing.support import announced, new_declaration

Later = Callable[[timedelta], datetime]
RETURN = PaymentEvent.Source.RETURN


@pytest.fixture
def later(at: datetime) -> Iterator[Later]:
    with time_machine.travel(at, tick=False) as traveller:

        def move(by: timedelta) -> datetime:
            traveller.move_to(at + by)
            return at + by

        yield move


@pytest.fixture
def service(tmp_path: Path, cities: tuple[Any, Any], at: datetime, later: Later) -> Iterator[StandIn]:
    with StandIn(tmp_path / "xbezahldienste") as standin, treasury.connected(standin, cities, at):
        yield standin


@pytest.fixture
def declaration_id(service: StandIn, in_offenbach: Any, at: datetime) -> UUID:
    return new_declaration(at=at)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_the_payer_comes_back_and_the_service_is_asked(
    tmp_path: Path, cities: tuple[Any, Any], at: datetime, later: Later, flavour: str
) -> None:
    with (
        StandIn(tmp_path / "xbezahldienste") as standin,
        treasury.connected(standin, cities, at, flavour),
        bind(cities[0]),
    ):
        bill = treasury.bill(standin, new_declaration(at=at), at=at, **treasury.section(standin, "offenbach", flavour))
        page = start(bill=bill, at=at)
        assert start(bill=bill, at=at).address == page.address
        assert press(page.address, "pay").headers["Location"] == Payment.objects.get().success_url
        paid = ask(payment_id=page.payment_id, source=RETURN, at=at)
        assert (paid.state, announced("payment.settled")) == (State.PAID, ["payment.settled"])


def test_a_return_alone_proves_nothing(service: StandIn, declaration_id: UUID, at: datetime) -> None:
    page = start(bill=treasury.bill(service, declaration_id, at=at), at=at)
    assert ask(payment_id=page.payment_id, source=RETURN, at=at).state == State.PENDING
    press(page.address, "cancel")
    assert ask(payment_id=page.payment_id, source=RETURN, at=at).state == State.FAILED
    assert start(bill=treasury.bill(service, declaration_id, at=at), at=at).address != page.address


@pytest.mark.usefixtures("eager")
def test_a_payer_who_never_comes_back_is_found_by_asking(
    service: StandIn, declaration_id: UUID, at: datetime, later: Later
) -> None:
    press(start(bill=treasury.bill(service, declaration_id, at=at), at=at).address, "pay_and_stay")
    dispatch(at=later(timedelta(minutes=3)))
    assert Payment.objects.get().state == State.PAID
    dispatch(at=later(timedelta(days=1)))
    assert OutboxEvent.objects.filter(name=timers.POLL, done_at=None).count() == 0


@pytest.mark.usefixtures("eager")
def test_a_page_that_nobody_used_is_over_an_hour_later_and_asked_for_three_days_more(
    service: StandIn, declaration_id: UUID, at: datetime, later: Later
) -> None:
    start(bill=treasury.bill(service, declaration_id, at=at), at=at)
    for minute in [*range(65), *range(65, 80 * 60, 15)]:
        dispatch(at=later(timedelta(minutes=minute)))
        if minute == 62:
            assert announced("payment.expired") == ["payment.expired"]
            assert _polls() <= 12
    assert _polls() <= 35
    assert OutboxEvent.objects.filter(name=timers.POLL, done_at=None).count() == 0


def _polls() -> int:
    return OutboxEvent.objects.filter(name=timers.POLL).exclude(done_at=None).count()


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("hours", [2, 30])
def test_a_success_that_comes_after_the_end_is_found_without_anybody_asking(
    service: StandIn, declaration_id: UUID, at: datetime, later: Later, hours: int
) -> None:
    page = start(bill=treasury.bill(service, declaration_id, at=at), at=at)
    dispatch(at=later(timedelta(minutes=62)))
    assert Payment.objects.get().state == State.EXPIRED
    [made] = service.world.store.all()
    service.world.store.put({**made, "status": "PAYED", "at": service.world.clock()})
    for step in range(1, hours + 8):
        dispatch(at=later(timedelta(hours=1 + step)))
    assert Payment.objects.get(id=page.payment_id).state == State.PAID
    assert announced("payment.settled") == ["payment.settled"]


def test_a_bank_that_takes_its_time_is_waited_for(
    service: StandIn, declaration_id: UUID, at: datetime, later: Later
) -> None:
    page = start(bill=treasury.bill(service, declaration_id, at=at), at=at)
    press(page.address, "later")
    moment = later(timedelta(days=2))
    assert ask(payment_id=page.payment_id, source=RETURN, at=moment).state == State.PENDING
    with pytest.raises(UnableToPay, match="under_way"):
        start(bill=treasury.bill(service, declaration_id, at=moment), at=moment)
    bank_says(service, "bank_pays", service.world.store.all()[0]["id"])
    assert ask(payment_id=page.payment_id, source=RETURN, at=moment).state == State.PAID


def test_another_amount_never_counts_as_paid(service: StandIn, declaration_id: UUID, at: datetime) -> None:
    page = start(bill=treasury.bill(service, declaration_id, at=at), at=at)
    press(page.address, "pay")
    trouble(service, amount="1.00")
    assert ask(payment_id=page.payment_id, source=RETURN, at=at).state == State.PENDING
    assert [row.attention for row in queries.wanting_attention()] == ["mismatch"]
    trouble(service, amount="")
    assert ask(payment_id=page.payment_id, source=RETURN, at=at).state == State.PAID


@pytest.mark.parametrize("fault", ["down", "lost", "nonsense", "broken", "half"])
def test_trouble_before_and_after_charging_loses_nothing_and_charges_once(
    service: StandIn, declaration_id: UUID, at: datetime, fault: str
) -> None:
    bill = treasury.bill(service, declaration_id, at=at)
    trouble(service, answers=fault)
    with pytest.raises(UnableToPay, match="try_again"):
        start(bill=bill, at=at)
    trouble(service, answers="normal")
    page = start(bill=bill, at=at)
    press(page.address, "pay")
    trouble(service, answers=fault)
    assert ask(payment_id=page.payment_id, source=RETURN, at=at).state == State.PENDING
    trouble(service, answers="normal")
    assert ask(payment_id=page.payment_id, source=RETURN, at=at).state == State.PAID
    assert len(service.world.store.all()) == 1


def test_a_page_that_cannot_be_closed_is_the_only_one_as_long_as_it_can_be_used(
    service: StandIn, declaration_id: UUID, at: datetime, later: Later
) -> None:
    """The fee rose meanwhile: the payer waits for the old page's end, since both could be paid."""
    start(bill=treasury.bill(service, declaration_id, at=at), at=at)
    dearer = treasury.bill(service, declaration_id, at=at, postage_cents=345)
    with pytest.raises(UnableToPay, match="try_again"):
        start(bill=dearer, at=at)
    moment = later(timedelta(minutes=61))
    assert start(bill=dearer, at=moment).address.startswith("http://localhost")
    assert [payment["asked"]["grosAmount"] for payment in service.world.store.all()] == [32.45, 29.0]


def test_a_city_reaches_no_account_but_its_own(
    service: StandIn, wiesbaden: Any, declaration_id: UUID, at: datetime
) -> None:
    assert find("xbezahldienste", OF_OFFENBACH).options["user"] == "offenbach"
    for account in (OF_WIESBADEN, "offenbach/probe", "", "x/y/z"):
        with pytest.raises(Misconfigured):
            find("xbezahldienste", account)
    foreign = treasury.bill(service, declaration_id, at=at, account=OF_WIESBADEN)
    with pytest.raises(UnableToPay, match="not_possible"):
        start(bill=foreign, at=at)
    assert service.world.store.all() == []


def test_both_cities_are_paid_each_on_its_own(
    service: StandIn, cities: tuple[Any, Any], declaration_id: UUID, at: datetime
) -> None:
    pages = {"offenbach": start(bill=treasury.bill(service, declaration_id, at=at), at=at)}
    with bind(cities[1]):
        theirs = treasury.bill(service, new_declaration(at=at), at=at, slug="wiesbaden")
        pages["wiesbaden"] = start(bill=theirs, at=at)
    press(pages["wiesbaden"].address, "pay")
    assert ask(payment_id=pages["offenbach"].payment_id, source=RETURN, at=at).state == State.PENDING
    with bind(cities[1]):
        assert ask(payment_id=pages["wiesbaden"].payment_id, source=RETURN, at=at).state == State.PAID
    assert {payment["account"] for payment in service.world.store.all()} == {OF_OFFENBACH, OF_WIESBADEN}


def test_a_secret_that_is_gone_is_a_persons_to_mend_and_the_payer_is_told(
    service: StandIn, declaration_id: UUID, at: datetime
) -> None:
    from configuration import secrets

    secrets.forget("kasse")
    with pytest.raises(UnableToPay, match="not_possible"):
        start(bill=treasury.bill(service, declaration_id, at=at), at=at)
    [payment] = queries.wanting_attention()
    assert (payment.state, payment.attention) == (State.FAILED, "misconfigured")
