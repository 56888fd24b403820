"""Money that is of no case, and money that did not reach the city's bank."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from billing.books import operations
from billing.books.models import Account, Difference, PayOut
from billing.payments import trial
from billing.payments.models import ProviderSwitch
from infra.standins.stripe import balance
from infra.standins.stripe.server import StandIn
from tenants.binding import bind
from tests.contract.billing.standin import bank, click
from tests.interface.billing.support import OFFENBACH, WIESBADEN
from tests.interface.books.support import day_of, night, open_kinds, paid

DAY = timedelta(days=1)


def a_trial(standin: StandIn, at: datetime, *, account: str = OFFENBACH) -> ProviderSwitch:
    """One euro, paid by the treasurer on the new provider's page and seen to have arrived."""
    standin.world.clock = at.timestamp
    ProviderSwitch.objects.create(
        old_provider="xbezahldienste", new_provider="stripe", new_account=account, trial_state="reachable",
        trial_key="trial-6a0c7c50-66f3-4b3c-a9a7-a3a2d31c3a40", trial_return="http://x/", begun_by=7, begun_at=at,
    )  # fmt: skip
    click(trial.open_page(at=at), "pay_and_stay")
    return trial.look(at=at)


def test_a_nominal_payment_is_no_difference_and_counts_on_both_sides(
    stripe_standin: StandIn, in_offenbach: Any, at: datetime
) -> None:
    """Also when it is the only money that ever came through that account."""
    assert a_trial(stripe_standin, at).trial_state == "paid"
    run = night(stripe_standin, day_of(at))
    assert (open_kinds(), run.here_cents, run.there_cents) == ([], 100, 100)
    assert night(stripe_standin, day_of(at, 60)).opened == 0


def test_a_nominal_payment_that_the_provider_does_not_know_is_found(
    stripe_standin: StandIn, in_offenbach: Any, at: datetime
) -> None:
    row = a_trial(stripe_standin, at)
    ProviderSwitch.objects.filter(id=row.id).update(
        trial_key="trial-00000000-0000-4000-8000-000000000000", trial_raw_ref="pi_other"
    )
    night(stripe_standin, day_of(at))
    found = {row.kind: row for row in Difference.objects.all()}
    assert set(found) == {"missing_there", "unknown_here"}
    lost = found["missing_there"]
    assert (lost.subject, lost.cents, lost.payment_id) == (f"trial:{row.trial_reference}", -100, None)
    Account.objects.update(account="acct_Closed")
    ProviderSwitch.objects.update(new_account="acct_Closed")
    night(stripe_standin, day_of(at, 1))
    assert "missing_there" in open_kinds()  # nobody could look, so it is not settled


@contextmanager
def at_stripe(standin: StandIn, at: datetime) -> Iterator[Any]:
    standin.world.clock = at.timestamp
    with standin.world.store.work():
        yield standin.world


def paid_out(standin: StandIn, at: datetime) -> str:
    standin.world.clock = at.timestamp
    bank(standin, "pay_out", OFFENBACH)
    return str(standin.world.store.all_of("payout", OFFENBACH)[0][1]["id"])


def comes_back(standin: StandIn, payout_id: str, at: datetime) -> None:
    """The bank knows no such account: the money is in the balance again."""
    with at_stripe(standin, at) as world:
        payout = world.store.get(OFFENBACH, "payout", payout_id)
        line = balance.book(world, OFFENBACH, "payout_failure", payout["amount"], payout)
        failed = {"status": "failed", "failure_code": "account_closed", "failure_balance_transaction": line}
        world.save(OFFENBACH, {**payout, **failed})


def test_a_failed_pay_out_is_a_difference_until_the_money_is_paid_out_again(
    stripe_standin: StandIn, cities: tuple[Any, Any], at: datetime
) -> None:
    offenbach, wiesbaden = cities
    with bind(offenbach):
        paid(stripe_standin, at)
        first = paid_out(stripe_standin, at)
        night(stripe_standin, day_of(at))
        assert (open_kinds(), PayOut.objects.get().state) == ([], "paid")
        comes_back(stripe_standin, first, at + DAY)
        assert night(stripe_standin, day_of(at, 1)).opened == 1
        [found] = Difference.objects.all()
        row = PayOut.objects.get()
        assert (found.kind, found.cents) == ("payout_failed", -row.amount_cents)
        assert (row.state, row.note, row.failed_at) == ("failed", "account_closed", at + DAY)
        assert night(stripe_standin, day_of(at, 2)).opened == 0
        paid_out(stripe_standin, at + 3 * DAY)
        run = night(stripe_standin, day_of(at, 3))
        found.refresh_from_db()
        assert (run.closed, found.closed_how, open_kinds()) == (1, "agreed", [])
    with bind(wiesbaden):
        paid(stripe_standin, at, account=WIESBADEN)
        night(stripe_standin, day_of(at, 3))
        assert (PayOut.objects.count(), open_kinds()) == (0, [])


def test_less_than_what_failed_does_not_make_up_for_it_and_a_second_failure_is_another_line(
    stripe_standin: StandIn, in_offenbach: Any, at: datetime
) -> None:
    for _ in range(2):
        paid(stripe_standin, at)
    first = paid_out(stripe_standin, at)
    comes_back(stripe_standin, first, at + DAY)
    night(stripe_standin, day_of(at, 1))
    whole = PayOut.objects.get()
    PayOut.objects.create(
        provider="stripe", account=OFFENBACH, payout_ref="po_part", amount_cents=whole.amount_cents - 1, currency="EUR",
        at=at + 2 * DAY, state="paid",
    )  # fmt: skip
    night(stripe_standin, day_of(at, 2))
    assert open_kinds() == ["payout_failed"]
    second = paid_out(stripe_standin, at + 3 * DAY)
    comes_back(stripe_standin, second, at + 4 * DAY)
    night(stripe_standin, day_of(at, 4))
    assert open_kinds() == ["payout_failed", "payout_failed"]
    with transaction.atomic():
        for row in Difference.objects.filter(closed_at=None):
            operations.close(difference_id=row.id, by=7, remark="Neue Bankverbindung ist eingetragen", at=at)
    assert night(stripe_standin, day_of(at, 5)).opened == 0
