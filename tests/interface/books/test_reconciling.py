"""The night's run against a provider that speaks Stripe's protocol, with two cities alive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from django.db import transaction

from billing.books import collecting, operations, timers
from billing.books.models import Account, Difference, Entry, PayOut, Run
from billing.books.refusals import UnableToClose
from billing.payments.models import Payment
from billing.payments.operations import ask
from billing.providers.base import BookEntry, EntryKind, ProviderRefused, ProviderUnavailable
from billing.providers.registry import provider
from infra.standins.stripe.server import StandIn
from outbox.models import OutboxEvent
from outbox.operations import dispatch
from tenants.binding import bind
from tests.contract.billing.standin import bank, faults
from tests.interface.billing.support import OFFENBACH, WIESBADEN
from tests.interface.books.support import booked, day_of, night, open_kinds, paid, refunded, set_books

HOUR = timedelta(hours=1)


def test_two_cities_agree_and_see_their_own_account_alone(
    stripe_standin: StandIn, cities: tuple[Any, Any], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for city, account, number in zip(cities, (OFFENBACH, WIESBADEN), (3, 2), strict=True):
        with bind(city):
            for _ in range(number):
                paid(stripe_standin, at, account=account)
    bank(stripe_standin, "pay_out", OFFENBACH)
    asked: list[str] = []

    class Watched:
        def entries(self, account: str, **bounds: Any) -> Any:
            asked.append(account)
            return provider("stripe").entries(account, **bounds)

        def payouts(self, account: str, **bounds: Any) -> Any:
            return provider("stripe").payouts(account, **bounds)

    monkeypatch.setattr(collecting, "provider", lambda _name: Watched())
    for city, account, number in zip(cities, (OFFENBACH, WIESBADEN), (3, 2), strict=True):
        asked.clear()
        with bind(city):
            run = night(stripe_standin, day_of(at))
            assert (run.here_cents, run.there_cents, run.payments, open_kinds()) == (
                2900 * number,
                2900 * number,
                number,
                [],
            )
            assert run.ended_at is not None
            assert {row.account for row in Entry.objects.all()} == {account}
            assert PayOut.objects.count() == (account == OFFENBACH)
        assert asked == [account]


def test_the_pay_out_is_noted_on_lines_that_were_read_before(
    stripe_standin: StandIn, in_offenbach: Any, at: datetime
) -> None:
    paid(stripe_standin, at)
    night(stripe_standin, day_of(at))
    assert Entry.objects.get().payout_ref == ""
    stripe_standin.world.clock = (at + timedelta(days=5)).timestamp
    bank(stripe_standin, "pay_out", OFFENBACH)
    run = night(stripe_standin, day_of(at, 5))
    charge, payout = Entry.objects.get(kind="charge"), PayOut.objects.get()
    assert (charge.payout_ref, charge.net_cents) == (payout.payout_ref, payout.amount_cents)
    assert (run.opened, open_kinds()) == (0, [])


def test_what_we_never_heard_of_is_found_and_closes_itself_the_next_day(
    stripe_standin: StandIn, in_offenbach: Any, at: datetime
) -> None:
    payment = paid(stripe_standin, at, known=False)
    assert night(stripe_standin, day_of(at)).opened == 1
    [found] = Difference.objects.all()
    assert (found.kind, found.payment_id, found.cents) == ("unknown_here", payment.id, 2900)
    ask(payment_id=payment.id, source="desk", at=at + timedelta(days=1))
    run = night(stripe_standin, day_of(at, 1))
    found.refresh_from_db()
    assert (run.opened, run.closed, found.closed_how, found.closed_by) == (0, 1, "agreed", None)


@pytest.mark.parametrize(("action", "kind"), [("refund_half", "refund_missing_here"), ("dispute_lost", "charged_back")])
def test_what_was_done_at_the_provider_itself_is_found(
    stripe_standin: StandIn, in_offenbach: Any, at: datetime, action: str, kind: str
) -> None:
    payment = paid(stripe_standin, at)
    bank(stripe_standin, action, payment.provider_ref or "")
    night(stripe_standin, day_of(at))
    assert open_kinds() == [kind]


def test_a_whole_refund_that_we_heard_of_agrees(stripe_standin: StandIn, in_offenbach: Any, at: datetime) -> None:
    for action in ("refund", "dispute_lost"):
        payment = paid(stripe_standin, at)
        bank(stripe_standin, action, payment.provider_ref or "")
        ask(payment_id=payment.id, source="poll", at=at)
    run = night(stripe_standin, day_of(at))
    assert (open_kinds(), run.here_cents, run.there_cents) == ([], 0, 0)


def test_paid_here_alone_and_at_the_counter(stripe_standin: StandIn, in_offenbach: Any, at: datetime) -> None:
    paid(stripe_standin, at)
    booked(at)
    lost = booked(at, provider="stripe", account=OFFENBACH)
    night(stripe_standin, day_of(at))
    assert [(row.kind, row.payment_id, row.cents) for row in Difference.objects.all()] == [
        ("missing_there", lost.id, -2900)
    ]


def test_a_strangers_payment_is_told_once_and_stays_closed(
    stripe_standin: StandIn, in_offenbach: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid(stripe_standin, at)
    _sell_in_the_museum(stripe_standin)
    night(stripe_standin, day_of(at))
    [found] = Difference.objects.all()
    assert (found.kind, found.payment) == ("foreign", None)
    with transaction.atomic():
        operations.close(difference_id=found.id, by=7, remark="Museum", at=at)
    for day in range(1, 60, 20):
        night(stripe_standin, day_of(at, day))
    assert Difference.objects.count() == 1
    set_books(monkeypatch, foreign="ignore")
    _sell_in_the_museum(stripe_standin)
    assert night(stripe_standin, day_of(at, 61)).opened == 0


def _sell_in_the_museum(standin: StandIn) -> None:
    headers = {"Authorization": "Bearer sk_test_x", "Stripe-Account": OFFENBACH}
    line = {"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 500, "product_data": {"name": "Eintritt"}}}
    form = {
        "mode": "payment", "success_url": "http://m/", "line_items[0][quantity]": str(line["quantity"]),
        "line_items[0][price_data][currency]": "eur", "line_items[0][price_data][unit_amount]": "500",
        "line_items[0][price_data][product_data][name]": "Eintritt",
    }  # fmt: skip
    made = requests.post(f"{standin.url}/v1/checkout/sessions", data=form, headers=headers, timeout=10).json()
    requests.post(made["url"], data={"action": "pay"}, allow_redirects=False, timeout=10)


def test_a_silent_provider_is_waited_for_and_told_of_once(
    stripe_standin: StandIn, in_offenbach: Any, at: datetime
) -> None:
    paid(stripe_standin, at)
    faults(stripe_standin, answers="unavailable")
    begin = at + timedelta(hours=20)
    for hour in range(0, 30, 3):
        run = night(stripe_standin, day_of(at), at=begin + hour * HOUR)
        assert run.ended_at is None
        assert open_kinds() == (["silent"] if hour >= 21 else [])
    assert Difference.objects.count() == 1
    faults(stripe_standin, answers="normal")
    run = night(stripe_standin, day_of(at), at=begin + 31 * HOUR)
    assert (run.there_cents, open_kinds()) == (2900, [])
    assert Run.objects.get(ended_at=None).day == day_of(at, 1)
    assert night(stripe_standin, day_of(at, 1), at=begin + 32 * HOUR).ended_at is not None


def test_an_account_that_is_refused_does_not_hold_up_the_others_and_accuses_nobody(
    stripe_standin: StandIn, in_offenbach: Any, at: datetime
) -> None:
    """The account of the provider that the city has left; what was open there stays open."""
    paid(stripe_standin, at)
    gone = paid(stripe_standin, at, account=WIESBADEN)
    lost = booked(at, provider="stripe", account=WIESBADEN)
    night(stripe_standin, day_of(at))
    assert open_kinds() == ["missing_there"]
    Account.objects.filter(account=WIESBADEN).update(account="acct_Closed")
    Payment.objects.filter(id__in=[gone.id, lost.id]).update(account="acct_Closed")
    run = night(stripe_standin, day_of(at, 1))
    assert run.ended_at is not None
    assert open_kinds() == ["missing_there", "silent"]
    assert night(stripe_standin, day_of(at, 2)).opened == 0
    assert Difference.objects.count() == 2


def test_a_provider_without_a_book_is_not_asked_again(
    in_offenbach: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Bookless:
        def entries(self, *_: Any, **__: Any) -> Any:
            raise ProviderRefused("not_offered")

    monkeypatch.setattr(collecting, "provider", lambda _name: Bookless())
    booked(at, provider="rehearsal", account="x")
    assert night(None, day_of(at)).ended_at is not None
    assert (Account.objects.get().keeps_book, open_kinds()) == (False, [])


def test_a_reading_that_breaks_off_goes_on_and_takes_nothing_twice(
    in_offenbach: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = [BookEntry(f"txn_{n}", EntryKind.FEE, -n, 0, -n, "EUR", at + timedelta(seconds=n)) for n in range(1, 1201)]

    class Breaking:
        def entries(self, *_: Any, **__: Any) -> Any:
            yield from book[:900]
            raise ProviderUnavailable("gone in the middle")

    class Whole:
        def entries(self, *_: Any, **__: Any) -> Any:
            yield from book

        def payouts(self, *_: Any, **__: Any) -> Any:
            raise ProviderRefused("not_offered")

    booked(at, provider="stripe", account=OFFENBACH, state="expired")
    monkeypatch.setattr(collecting, "provider", lambda _name: Breaking())
    assert night(None, day_of(at)).ended_at is None
    assert Entry.objects.count() == 500
    monkeypatch.setattr(collecting, "provider", lambda _name: Whole())
    assert night(None, day_of(at)).ended_at is not None
    assert Entry.objects.count() == 1200
    assert Run.objects.get(day=day_of(at)).fees_cents == sum(range(1, 1201))


def test_a_run_that_has_ended_stays_as_it_is(stripe_standin: StandIn, in_offenbach: Any, at: datetime) -> None:
    first = night(stripe_standin, day_of(at))
    paid(stripe_standin, at, known=False)
    again = night(stripe_standin, day_of(at), at=at + timedelta(days=2))
    assert (again.ended_at, again.tries) == (first.ended_at, 1)


def test_two_workers_do_not_run_the_same_night(in_offenbach: Any, at: datetime) -> None:
    Run.objects.create(day=day_of(at), due_at=at, leased_until=at + timedelta(days=1))
    assert night(None, day_of(at)).ended_at is None


def test_an_export_that_is_late_and_one_that_the_refund_missed(
    stripe_standin: StandIn, in_offenbach: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from billing.books.exporting import export

    set_books(monkeypatch, export_within_days=3)
    first, second = booked(at), booked(at, cents=5000)
    night(None, day_of(at))
    assert open_kinds() == []
    night(None, day_of(at, 4))
    assert open_kinds() == ["not_exported", "not_exported"]
    export(until=day_of(at), by=7, at=at + timedelta(days=5))
    refunded(first, 2900, at + timedelta(days=5))
    assert night(None, day_of(at, 5)).closed == 2
    night(None, day_of(at, 9))
    assert [(row.kind, row.payment_id) for row in Difference.objects.filter(closed_at=None)] == [
        ("reversed_later", first.id)
    ]
    export(until=day_of(at, 9), by=7, at=at + timedelta(days=10))
    night(None, day_of(at, 10))
    assert open_kinds() == []
    assert second.amount_cents == 5000


def test_a_difference_that_becomes_another_keeps_its_owner(
    stripe_standin: StandIn, in_offenbach: Any, at: datetime
) -> None:
    payment = paid(stripe_standin, at, known=False)
    night(stripe_standin, day_of(at))
    with transaction.atomic():
        operations.take_over(difference_id=Difference.objects.get().id, by=7, at=at)
    ask(payment_id=payment.id, source="desk", at=at)
    bank(stripe_standin, "refund_half", payment.provider_ref or "")
    night(stripe_standin, day_of(at, 1))
    rows = Difference.objects.order_by("opened_at").values_list("kind", "closed_how", "owner")
    assert list(rows) == [("unknown_here", "changed", 7), ("refund_missing_here", "", 7)]


def test_what_a_person_closed_does_not_come_back_unless_it_changes(
    stripe_standin: StandIn, in_offenbach: Any, at: datetime
) -> None:
    payment = paid(stripe_standin, at)
    bank(stripe_standin, "refund_half", payment.provider_ref or "")
    night(stripe_standin, day_of(at))
    [found] = Difference.objects.all()
    for wrong, code in (({"by": 7, "remark": " "}, "remark_missing"),):
        with pytest.raises(UnableToClose) as refused, transaction.atomic():
            operations.close(difference_id=found.id, at=at, **wrong)  # type: ignore[arg-type]  # fields by name, of the right kinds
        assert refused.value.code == code
    with transaction.atomic():
        operations.take_over(difference_id=found.id, by=8, at=at)
    with pytest.raises(UnableToClose, match="owned"), transaction.atomic():
        operations.close(difference_id=found.id, by=7, remark="so gewollt", at=at)
    with transaction.atomic():
        operations.close(difference_id=found.id, by=8, remark="so gewollt", at=at)
    assert night(stripe_standin, day_of(at, 1)).opened == 0
    bank(stripe_standin, "refund", payment.provider_ref or "")
    assert night(stripe_standin, day_of(at, 2)).opened == 1


@pytest.mark.usefixtures("eager")
def test_the_first_payment_begins_the_nights_and_each_sets_the_next(
    stripe_standin: StandIn, in_offenbach: Any, at: datetime, later: Callable[[timedelta], datetime]
) -> None:
    payment = paid(stripe_standin, at)
    dispatch(at=later(timedelta(minutes=1)))
    assert [(run.day, run.started_at) for run in Run.objects.all()] == [(day_of(at), None)]
    night_hour = Run.objects.get().due_at.astimezone(__import__("zoneinfo").ZoneInfo("Europe/Berlin"))
    assert (night_hour.date(), 3 <= night_hour.hour < 5) == (day_of(at, 1), True)
    for hour in range(1, 60):
        dispatch(at=later(timedelta(hours=hour)))
    assert [run.ended_at is not None for run in Run.objects.order_by("day")] == [True, True, False]
    assert OutboxEvent.objects.filter(name=timers.RUN, done_at=None).count() == 1
    assert payment.state == "paid"
