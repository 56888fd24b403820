"""Cash references from the city's own range: each once, whoever asks at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction

from billing.payments.cash_range import CashRange, CheckDigit, Year
from billing.payments.checks import numbers_are_left
from billing.payments.claiming import claim
from billing.payments.models import CashNumber, Payment
from billing.payments.numbers import UnableToNumber, share_used, take
from billing.payments.operations import start
from billing.payments.refusals import UnableToPay
from infra.standins.stripe.server import StandIn
from tenants.binding import bind
from tests.interface.billing.support import a_bill, new_declaration

RANGE = {"prefix": "4711", "year": "long", "width": 8, "check_digit": "mod10"}


def test_eight_at_once_get_numbers_of_their_own(offenbach: Any, wiesbaden: Any, at: datetime) -> None:
    chosen = CashRange(width=8, check_digit=CheckDigit.MOD11)

    def work(number: int) -> list[str]:
        with bind(offenbach if number % 4 else wiesbaden):
            try:
                found = []
                for turn in range(15):
                    with transaction.atomic():
                        found.append(take(chosen, at=at))
                        transaction.set_rollback(turn % 5 == 4)
                    if turn % 5 == 4:
                        found.pop()
                return found
            finally:
                connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(work, range(8)))
    here = [reference for number, found in enumerate(taken) if number % 4 for reference in found]
    there = [reference for number, found in enumerate(taken) if not number % 4 for reference in found]
    assert (len(here), len(set(here))) == (6 * 12, 6 * 12)
    assert (len(there), len(set(there))) == (2 * 12, 2 * 12)


def test_a_payment_carries_a_reference_of_the_range_to_the_provider(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime
) -> None:
    start(bill=a_bill(declaration_id, at=at, cash_reference=RANGE), at=at)
    payment, number = Payment.objects.get(), CashNumber.objects.get()
    written = CashRange(**RANGE).written(number.id, year="2026")
    assert payment.cash_reference == written
    [(_, session)] = stripe_standin.world.store.all_of("checkout.session")
    assert session["_intent"]["description"] == written


def test_a_reference_that_is_taken_is_passed_over(in_offenbach: Any, at: datetime) -> None:
    first = claim(a_bill(new_declaration(at=at), at=at, cash_reference=RANGE), at=at)
    number = CashNumber.objects.latest("id").id
    Payment.objects.filter(id=first.id).update(cash_reference=CashRange(**RANGE).written(number + 1, year="2026"))
    second = claim(a_bill(new_declaration(at=at), at=at, cash_reference=RANGE), at=at)
    assert second.cash_reference == CashRange(**RANGE).written(number + 2, year="2026")


def test_without_a_range_the_reference_is_ours(in_offenbach: Any, declaration_id: UUID, at: datetime) -> None:
    assert claim(a_bill(declaration_id, at=at), at=at).cash_reference.startswith("VE")
    assert CashNumber.objects.count() == 0


def test_a_used_up_range_takes_no_payment_and_says_so(in_offenbach: Any, declaration_id: UUID, at: datetime) -> None:
    taken = take(CashRange(), at=at)
    full = CashRange(width=5, first=100_000 - int(taken))
    with pytest.raises(UnableToNumber), transaction.atomic():
        take(full, at=at)
    with pytest.raises(UnableToPay) as refusal:
        claim(a_bill(declaration_id, at=at, cash_reference=full.model_dump(mode="json")), at=at)
    assert refusal.value.code == "not_possible"
    assert Payment.objects.count() == 0


def test_readiness_tells_before_the_range_ends(
    in_offenbach: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from billing.payments import checks, numbers

    assert numbers_are_left(at=at).ready
    for used, code in ((0.5, ""), (0.9, "cash_numbers_nearly_used_up"), (1.0, "cash_numbers_used_up")):
        with monkeypatch.context() as patched:
            patched.setattr(checks, "_range", lambda _at: CashRange(year=Year.NONE))
            patched.setattr(numbers, "share_used", lambda _chosen, used=used: used)
            found = numbers_are_left(at=at)
        assert (found.ready, found.code) == (not code, code)


def test_the_share_counts_what_was_taken(in_offenbach: Any, at: datetime) -> None:
    take(CashRange(), at=at)
    last = CashNumber.objects.latest("id").id
    assert share_used(CashRange(width=5)) == pytest.approx(last / 99_999)
