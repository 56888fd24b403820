"""Beginning to pay, and paying again: never two pages at a time, never charged twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from billing.payments import queries
from billing.payments.models import Payment, PaymentEvent
from billing.payments.operations import PaymentPage, UnableToPay, ask, close, end_unpaid, start
from billing.payments.states import State
from infra.standins.stripe.server import StandIn
from tenants.binding import bind
from tests.contract.billing.standin import bank, click, faults
from tests.interface.billing.support import OFFENBACH, WIESBADEN, a_bill, announced, new_declaration

RETURN = PaymentEvent.Source.RETURN
Later = Callable[[timedelta], datetime]


def _start(declaration_id: UUID, at: datetime, **settings: Any) -> PaymentPage:
    return start(bill=a_bill(declaration_id, at=at, **settings), at=at)


def _refusal(declaration_id: UUID, at: datetime, **settings: Any) -> str:
    with pytest.raises(UnableToPay) as refusal:
        _start(declaration_id, at, **settings)
    assert str(refusal.value.message)
    return refusal.value.code


def _sessions(standin: StandIn) -> list[dict[str, Any]]:
    return [session for _, session in standin.world.store.all_of("checkout.session")]


def _states(declaration_id: UUID) -> list[str]:
    return [row.state for row in queries.of_declaration(declaration_id)]


def test_the_page_asks_for_the_fee_on_the_citys_own_account(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime
) -> None:
    page = _start(declaration_id, at, postage_cents=345)
    [(account, session)] = stripe_standin.world.store.all_of("checkout.session")
    payment = Payment.objects.get(id=page.payment_id)
    assert (account, session["amount_total"], session["currency"]) == (OFFENBACH, 3245, "eur")
    assert session["client_reference_id"] == str(payment.id)
    assert session["_intent"]["description"] == payment.cash_reference
    assert session["success_url"] == f"http://offenbach.localhost/zahlung/{payment.id}/zurueck"
    assert (payment.state, payment.provider_ref) == (State.PENDING, session["id"])
    assert [line["label"] for line in payment.lines] == [
        "Gebühr für die Verpflichtungserklärung",
        "Versand der Urkunde",
    ]


def test_paid_on_the_page_and_seen_on_return(stripe_standin: StandIn, declaration_id: UUID, at: datetime) -> None:
    page = _start(declaration_id, at)
    click(page.address, "pay")
    assert ask(payment_id=page.payment_id, source=RETURN, at=at).state == State.PAID
    assert announced() == ["payment.started", "payment.settled"]
    assert _refusal(declaration_id, at) == "already_paid"


def test_starting_again_leads_to_the_same_page(stripe_standin: StandIn, declaration_id: UUID, at: datetime) -> None:
    first = _start(declaration_id, at)
    click(first.address, "decline")
    assert _start(declaration_id, at + timedelta(minutes=5)).address == first.address
    assert len(_sessions(stripe_standin)) == 1


def test_a_payer_who_paid_and_starts_again_before_we_know_is_not_charged_again(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime
) -> None:
    click(_start(declaration_id, at).address, "pay_and_stay")
    assert _refusal(declaration_id, at) == "already_paid"
    assert announced("payment.settled") == ["payment.settled"]
    assert len(_sessions(stripe_standin)) == 1


def test_after_a_page_has_ended_a_new_one_is_opened(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime, later: Later
) -> None:
    first = _start(declaration_id, at)
    second = _start(declaration_id, later(timedelta(hours=13)))
    assert second.address != first.address
    assert _states(declaration_id) == [State.EXPIRED, State.PENDING]


def test_with_too_little_time_left_the_page_is_closed_before_another_opens(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime, later: Later
) -> None:
    first = _start(declaration_id, at)
    _start(declaration_id, later(timedelta(hours=11, minutes=55)))
    assert "abgelaufen" in click(first.address, "pay").text
    assert sorted(session["status"] for session in _sessions(stripe_standin)) == ["expired", "open"]


@pytest.mark.parametrize("change", [{"postage_cents": 345}, {"account": WIESBADEN}])
def test_when_fee_or_account_have_changed_the_old_page_is_closed_first(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime, change: dict[str, Any]
) -> None:
    first = _start(declaration_id, at)
    second = _start(declaration_id, at, **change)
    assert second.address != first.address
    assert sorted(session["status"] for session in _sessions(stripe_standin)) == ["expired", "open"]
    click(second.address, "pay")
    assert ask(payment_id=second.payment_id, source=RETURN, at=at).state == State.PAID


def test_a_debit_under_way_is_not_asked_for_twice(stripe_standin: StandIn, declaration_id: UUID, at: datetime) -> None:
    page = _start(declaration_id, at)
    click(page.address, "debit")
    assert _refusal(declaration_id, at) == "under_way"
    bank(stripe_standin, "debit_failed", Payment.objects.get().provider_ref or "")
    again = _start(declaration_id, at)
    assert again.address != page.address
    assert announced("payment.failed") == ["payment.failed"]


def test_after_a_refund_the_fee_can_be_paid_again(stripe_standin: StandIn, declaration_id: UUID, at: datetime) -> None:
    page = _start(declaration_id, at)
    click(page.address, "pay")
    bank(stripe_standin, "refund", Payment.objects.get().provider_ref or "")
    assert ask(payment_id=page.payment_id, source=RETURN, at=at).state == State.REFUNDED
    assert _start(declaration_id, at).address != page.address


@pytest.mark.parametrize("fault", ["unavailable", "lost", "nonsense"])
def test_while_the_provider_is_out_of_order_nothing_is_lost_and_later_it_works(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime, fault: str
) -> None:
    faults(stripe_standin, answers=fault)
    assert _refusal(declaration_id, at) == "try_again"
    faults(stripe_standin, answers="normal")
    page = _start(declaration_id, at + timedelta(minutes=1))
    assert _states(declaration_id) == [State.PENDING]
    assert len(_sessions(stripe_standin)) == 1
    click(page.address, "pay")
    assert ask(payment_id=page.payment_id, source=RETURN, at=at).state == State.PAID


def test_a_lost_answer_is_found_again_without_the_payer(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime
) -> None:
    faults(stripe_standin, answers="lost")
    assert _refusal(declaration_id, at) == "try_again"
    faults(stripe_standin, answers="normal")
    [payment] = queries.of_declaration(declaration_id)
    assert payment.provider_ref is None
    row = ask(payment_id=payment.id, source=PaymentEvent.Source.POLL, at=at + timedelta(minutes=2))
    assert (row.state, row.provider_ref) == (State.PENDING, _sessions(stripe_standin)[0]["id"])


def test_a_start_that_was_never_answered_ends_with_its_time(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime
) -> None:
    faults(stripe_standin, answers="unavailable")
    assert _refusal(declaration_id, at) == "try_again"
    [payment] = queries.of_declaration(declaration_id)
    row = ask(payment_id=payment.id, source=PaymentEvent.Source.POLL, at=at + timedelta(hours=12))
    assert row.state == State.EXPIRED


def test_an_account_that_does_not_work_is_said_so_and_seen_by_staff(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime
) -> None:
    for account in ("acct_Unknown", ""):
        assert _refusal(declaration_id, at, account=account) == "not_possible"
    assert [row.attention for row in queries.wanting_attention()] == ["misconfigured", "misconfigured"]
    assert _states(declaration_id) == [State.FAILED, State.FAILED]
    _start(declaration_id, at)
    assert sorted(_states(declaration_id)) == [State.FAILED, State.FAILED, State.PENDING]


def test_nothing_to_pay_is_no_payment(stripe_standin: StandIn, declaration_id: UUID, at: datetime) -> None:
    from dataclasses import replace

    from billing.fees.quote import Quote

    with pytest.raises(UnableToPay) as refusal:
        start(bill=replace(a_bill(declaration_id, at=at), quote=Quote(())), at=at)
    assert refusal.value.code == "nothing_to_pay"
    assert queries.of_declaration(declaration_id) == []


def test_the_provider_is_never_asked_inside_a_transaction(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime
) -> None:
    page = _start(declaration_id, at)
    with transaction.atomic():
        for call in (
            lambda: _start(declaration_id, at),
            lambda: ask(payment_id=page.payment_id, source=RETURN, at=at),
            lambda: close(payment_id=page.payment_id, source=RETURN, at=at),
        ):
            with pytest.raises(RuntimeError, match="outside any transaction"):
                call()


def test_a_double_click_opens_one_page(
    stripe_standin: StandIn, offenbach: Any, declaration_id: UUID, at: datetime
) -> None:
    found: list[object] = []
    gate = threading.Barrier(4)

    def press() -> None:
        with bind(offenbach):
            gate.wait()
            try:
                found.append(_start(declaration_id, at).address)
            except UnableToPay as refusal:
                found.append(refusal.code)
            finally:
                connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert found == [_sessions(stripe_standin)[0]["url"]] * 4
    assert len(_sessions(stripe_standin)) == len(queries.of_declaration(declaration_id)) == 1


def test_two_declarations_are_paid_apart(stripe_standin: StandIn, declaration_id: UUID, at: datetime) -> None:
    other = _start(new_declaration(at=at), at)
    mine = _start(declaration_id, at)
    assert other.address != mine.address
    click(other.address, "pay")
    assert ask(payment_id=mine.payment_id, source=RETURN, at=at).state == State.PENDING
    assert ask(payment_id=other.payment_id, source=RETURN, at=at).state == State.PAID


def test_the_repeated_call_is_the_same_even_if_texts_change(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from billing.fees import quote

    faults(stripe_standin, answers="lost")
    assert _refusal(declaration_id, at) == "try_again"
    faults(stripe_standin, answers="normal")
    monkeypatch.setitem(quote.LABELS, "recognition", "Neuer Wortlaut")
    _start(declaration_id, at)
    assert len(_sessions(stripe_standin)) == 1


def test_a_page_that_is_no_longer_wanted_is_closed(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime, eager: None
) -> None:
    from outbox.operations import dispatch

    page = _start(declaration_id, at)
    with transaction.atomic():
        end_unpaid(declaration_id=declaration_id, at=at)
    dispatch(at=at)
    assert _states(declaration_id) == [State.EXPIRED]
    assert "abgelaufen" in click(page.address, "pay").text
