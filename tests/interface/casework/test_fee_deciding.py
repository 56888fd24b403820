"""A person decides what is owed; what follows from it for money, case and history."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.fees.relief import GROUNDS, Ground, Kind, Relief
from billing.payments.models import Payment
from billing.payments.operations import settle
from billing.providers.base import ProviderState, ProviderStatus
from casework import fee_deciding, paying, reliefs
from casework.fee_deciding import UnableToDecideFee
from casework.models import FeeDecision
from declarations.models import Declaration
from declarations.states import State
from tenants.binding import bind
from tests.conftest import AT
from tests.interface.casework.visitors import AT as LATER
from tests.interface.casework.visitors import CLERK, settings_of
from tests.support import cases

WAIVED = Relief(Kind.WAIVED, Ground.MEANS)
HALF = Relief(Kind.HALF, Ground.MINORS)
SUMMER = {"stay": {"entry_date": "2027-06-01"}}
CHILD = {"guest__birth": {"birth_date": "2012-03-04"}}


def decide(city: Any, case_id: uuid.UUID, relief: Relief, reason: str = "Schülergruppe", at: Any = AT) -> None:
    with bind(city), transaction.atomic():
        fee_deciding.decide(case_id=case_id, relief=relief, reason=reason, by=CLERK, at=at)


def owed(city: Any, case_id: uuid.UUID) -> int:
    with bind(city), transaction.atomic():
        return paying.quote_of(Declaration.objects.get(id=case_id), at=AT).total_cents


def state(city: Any, case_id: uuid.UUID) -> str:
    with bind(city):
        return Declaration.objects.get(id=case_id).state


def code_of(city: Any, case_id: uuid.UUID, relief: Relief, reason: str = "x") -> str:
    with pytest.raises(UnableToDecideFee) as refusal:
        decide(city, case_id, relief, reason)
    return refusal.value.code


def test_a_waived_fee_lets_a_case_that_waited_for_payment_be_received_at_once(offenbach: Any, wiesbaden: Any) -> None:
    case_id, other = cases.file(offenbach, at=AT).case_id, cases.file(wiesbaden, at=AT).case_id
    assert state(offenbach, case_id) == State.SEALED
    decide(offenbach, case_id, WAIVED)
    assert state(offenbach, case_id) == State.SUBMITTED
    cases.work(offenbach, at=AT)
    with bind(offenbach):
        from declarations.queries import case_file

        filing = case_file(Declaration.objects.get(id=case_id)).filing
        assert filing is not None
        assert (filing.fee_cents, filing.paid_cents) == (0, 0)
        view = paying.state_of(Declaration.objects.get(id=case_id), at=AT)
    assert (view.state, view.waived) == ("none", True)
    assert state(wiesbaden, other) == State.SEALED
    assert owed(wiesbaden, other) == 2900


def test_postage_stays_owed_unless_the_city_bears_it(offenbach: Any) -> None:
    with settings_of(offenbach, fees={"postage_cents": 345}, casework={"delivery": "post"}):
        ids = [cases.file(offenbach, at=LATER, **SUMMER).case_id for _number in range(2)]
        for case_id in ids:
            _as_if_binding(offenbach, case_id)
        assert owed(offenbach, ids[0]) == 3245
        decide(offenbach, ids[0], WAIVED)
        decide(offenbach, ids[1], replace(WAIVED, with_postage=True))
        assert [owed(offenbach, case_id) for case_id in ids] == [345, 0]
        assert [state(offenbach, case_id) for case_id in ids] == [State.SEALED, State.SUBMITTED]


def _as_if_binding(city: Any, case_id: uuid.UUID) -> None:
    """What goes by post was declared online; there is no card in this test."""
    from casework.submission import store_case
    from declarations.queries import case_file

    with bind(city), transaction.atomic():
        case = Declaration.objects.get(id=case_id)
        case.mode, file = "online_binding", case_file(case)
        assert file.filing is not None
        store_case(case, file.model_copy(update={"filing": file.filing.model_copy(update={"fee_cents": 3245})}))
        case.save(update_fields=["mode", "sealed_case"])


def test_the_half_is_proposed_when_all_guests_are_surely_minors(offenbach: Any) -> None:
    child = cases.file(offenbach, at=AT, **CHILD).case_id
    adult = cases.file(offenbach, at=AT).case_id
    unsure = cases.file(offenbach, at=AT, guest__birth={"birth_date": "2008"}).case_id
    with bind(offenbach), transaction.atomic():
        found = [
            fee_deciding.proposal(Declaration.objects.get(id=case_id)) for case_id in (child, adult, unsure)
        ]  # fmt: skip
    assert found == [HALF, None, None]
    decide(offenbach, child, HALF)
    decide(offenbach, unsure, HALF)
    assert owed(offenbach, child) == owed(offenbach, unsure) == 1450
    assert code_of(offenbach, adult, HALF) == "guests_not_minor"


def test_one_grown_up_companion_and_the_half_is_not_lawful(offenbach: Any) -> None:
    spouse = {
        "kind": "spouse", "family_name": "Şahin", "given_names": "Ali", "birth_date": "1990-01-02", "gender": "m",
    }  # fmt: skip
    case_id = cases.file(
        offenbach, at=AT, **CHILD, companions={"has_companions": True, "persons": [spouse]}
    ).case_id  # fmt: skip
    assert code_of(offenbach, case_id, HALF) == "guests_not_minor"


def test_a_later_decision_replaces_the_earlier_one_and_both_stay_readable(offenbach: Any) -> None:
    case_id = cases.file(offenbach, at=AT, **CHILD).case_id
    decide(offenbach, case_id, HALF)
    decide(offenbach, case_id, Relief(Kind.REDUCED, Ground.PUBLIC_INTEREST, 1000), "Jugendbegegnung")
    assert owed(offenbach, case_id) == 1000
    decide(offenbach, case_id, Relief(Kind.FULL), "Irrtum")
    assert owed(offenbach, case_id) == 2900
    with bind(offenbach):
        from declarations import sealing

        rows = reliefs.rows_of(case_id)
        found = [view.reason for view in reliefs.views_of(rows, sealing.cipher(case_id))]
        assert found == ["Irrtum", "Jugendbegegnung", "Schülergruppe"]
        assert b"Jugendbegegnung" not in bytes(rows[1].sealed_reason)
        assert {row.full_cents for row in rows} == {2900}


def test_what_is_decided_can_neither_be_changed_nor_deleted(offenbach: Any) -> None:
    case_id = cases.file(offenbach, at=AT).case_id
    decide(offenbach, case_id, Relief(Kind.REDUCED, Ground.MEANS, 1000))
    for change in (
        lambda: FeeDecision.objects.update(unit_cents=1),
        lambda: FeeDecision.objects.all().delete(),
    ):
        with bind(offenbach), pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("relief", "reason", "code"),
    [
        (WAIVED, "  ", "reason_missing"),
        (Relief(Kind.FULL), "x", "unchanged"),
        (Relief(Kind.WAIVED, Ground.MINORS), "x", "wrong_ground"),
        (Relief(Kind.REDUCED, Ground.NONE, 100), "x", "wrong_ground"),
        (Relief(Kind.REDUCED, Ground.MEANS, 2900), "x", "not_less"),
        (Relief(Kind.REDUCED, Ground.MEANS, 0), "x", "not_less"),
    ],
)
def test_what_the_ordinance_does_not_allow_is_refused(offenbach: Any, relief: Relief, reason: str, code: str) -> None:
    case_id = cases.file(offenbach, at=AT).case_id
    assert code_of(offenbach, case_id, relief, reason) == code
    assert owed(offenbach, case_id) == 2900


def test_after_payment_the_way_is_the_refund(offenbach: Any) -> None:
    case_id = cases.file(offenbach, at=AT).case_id
    cases.pay(offenbach, case_id, at=AT)
    assert code_of(offenbach, case_id, WAIVED) == "fee_paid"


def test_where_no_fee_is_taken_there_is_nothing_to_decide(offenbach: Any) -> None:
    with settings_of(offenbach, fees={"when": "none"}):
        case_id = cases.file(offenbach, at=LATER, **SUMMER).case_id
        assert state(offenbach, case_id) == State.SUBMITTED
        assert code_of(offenbach, case_id, WAIVED) == "no_fee"


def test_an_open_page_over_the_old_amount_is_closed_and_a_payer_who_was_faster_is_noticed(offenbach: Any) -> None:
    case_id = cases.file(offenbach, at=AT, **CHILD).case_id
    payment = _open_payment(offenbach, case_id)
    decide(offenbach, case_id, HALF)
    with bind(offenbach):
        from outbox.models import OutboxEvent

        closing = OutboxEvent.objects.filter(name="payment.close_due").values_list("payload__payment", flat=True)
        assert list(closing) == [str(payment.id)]
        seen = ProviderState(
            "cs_x", payment.account, str(payment.id), ProviderStatus.PAID, payment.amount_cents, "EUR", paid_at=AT
        )  # fmt: skip
        settle(payment_id=payment.id, seen=seen, source="notification", at=AT)
    cases.work(offenbach, at=AT)
    with bind(offenbach):
        assert Payment.objects.get(id=payment.id).attention == "too_much"
    assert state(offenbach, case_id) != State.SEALED


def _open_payment(city: Any, case_id: uuid.UUID) -> Payment:
    from billing.payments.claiming import Bill, claim
    from configuration.queries import in_force

    with bind(city):
        case = Declaration.objects.get(id=case_id)
        bill = Bill(case.id, paying.quote_of(case, at=AT), in_force(at=AT), "de", "http://x", "http://x")
        return claim(bill, at=AT)


def test_any_order_of_decisions_ends_in_what_the_last_one_says(offenbach: Any) -> None:
    """The full fee is known by heart here: 29 EUR, and nothing that is decided may wear it down."""
    case_id = cases.file(offenbach, at=AT, **CHILD).case_id
    options = [
        HALF, Relief(Kind.FULL), *(Relief(Kind.REDUCED, ground, unit) for ground in sorted(GROUNDS[Kind.REDUCED])
        for unit in (1, 999, 2899)),
    ]  # fmt: skip
    amounts = {Kind.HALF: 1450, Kind.FULL: 2900}

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.sampled_from(options), min_size=1, max_size=4))
    def holds(news: list[Relief]) -> None:
        for relief in news:
            with suppress(UnableToDecideFee):  # the same once more is no decision
                decide(offenbach, case_id, relief)
        last = news[-1]
        assert owed(offenbach, case_id) == amounts.get(last.kind, last.unit_cents)

    holds()
