"""Periods of keeping: the preview counts what the deleting code would take, and nothing else goes."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from declarations.models import CaseKey, Declaration, Erasure
from declarations.states import State
from tenants.binding import bind
from tests.interface.casework.visitors import AT, settings_of, visitor
from tests.interface.desk.clerks import Clerk

PAGE = "/verwaltung/aufbewahrung/"
EMPTY = {"refused_days": "", "withdrawn_days": "", "forwarded_days": "", "closed_days": ""}


def ended(city: Any, state: State, at: datetime) -> uuid.UUID:
    """A case that ended like this at that moment."""
    case_id = visitor(city, state="signing_due")
    with bind(city), transaction.atomic():
        Declaration.objects.filter(id=case_id).update(state=state, changed_at=at)
    return case_id


def post(mika: Clerk, **data: str) -> Any:
    return mika.browser.post(PAGE, {"stand": mika.get(PAGE).context["stand"], **EMPTY, **data})


def counts(mika: Clerk) -> dict[str, tuple[int, int]]:
    return {str(line.label): (line.draft, line.published) for line in mika.get(PAGE).context["lines"]}


def test_the_preview_counts_by_the_draft_and_the_deletion_follows_what_is_published(
    offenbach: Any, wiesbaden: Any, official: Callable[..., Clerk], clock: Any
) -> None:
    from casework import retention

    clock.move_to(AT)
    old = ended(offenbach, State.REFUSED, AT - timedelta(days=100))
    young = ended(offenbach, State.REFUSED, AT - timedelta(days=10))
    issued = ended(offenbach, State.HANDED_OVER, AT - timedelta(days=900))
    there = ended(wiesbaden, State.REFUSED, AT - timedelta(days=100))
    mika = official(offenbach)
    assert counts(mika)["Abgelehnte Anträge"] == (0, 0)
    assert post(mika, refused_days="90").status_code == 302
    assert counts(mika)["Abgelehnte Anträge"] == (1, 0)
    with bind(offenbach):
        assert retention.forget_due(at=AT) == 0
    with settings_of(offenbach, retention={"refused_days": 90}), bind(offenbach):
        assert retention.forget_due(at=AT) == 1
        assert retention.forget_due(at=AT) == 0
        states = dict(Declaration.objects.values_list("id", "state"))
        assert (states[old], states[young], states[issued]) == (State.ERASED, State.REFUSED, State.HANDED_OVER)
        assert not CaseKey.objects.filter(case_id=old).exists()
        assert Erasure.objects.get(case_id=old).reason == "retention"
    with bind(wiesbaden):
        assert Declaration.objects.get(id=there).state == State.REFUSED


def test_money_that_is_still_to_go_back_keeps_a_case(offenbach: Any) -> None:
    from billing.payments.models import Payment, Refund
    from casework import retention

    case_id = ended(offenbach, State.WITHDRAWN, AT - timedelta(days=400))
    with settings_of(offenbach, retention={"withdrawn_days": 365}), bind(offenbach):
        with transaction.atomic():
            payment = Payment.objects.create(
                declaration_id=case_id, amount_cents=2900, provider="counter", state="paid", lines=[], account="",
                cash_reference="c", idempotency_key="k", language="de", success_url="", cancel_url="", created_at=AT,
                expires_at=AT, paid_at=AT,
            )  # fmt: skip
            refund = Refund.objects.create(
                payment=payment, amount_cents=2900, reason="withdrawn_early", proposed_at=AT, idempotency_key="r"
            )
        assert retention.forget_due(at=AT) == 0
        with transaction.atomic():
            Refund.objects.filter(id=refund.id).update(state="done")
        assert retention.forget_due(at=AT) == 1


@pytest.mark.parametrize("typed", ["29", "3651", "-1", "bald", "1e3"])
def test_a_period_that_is_none_is_kept_and_said(offenbach: Any, official: Callable[..., Clerk], typed: str) -> None:
    mika = official(offenbach)
    answer = post(mika, refused_days=typed)
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()


def test_an_empty_page_saved_is_no_draft(offenbach: Any, official: Callable[..., Clerk]) -> None:
    from configuration import drafting

    mika = official(offenbach)
    assert post(mika).status_code == 302
    with bind(offenbach):
        assert drafting.section_of("retention").row is None


def test_a_city_whose_operator_is_controller_sets_the_days_after_the_handover(
    offenbach: Any, wiesbaden: Any, official: Callable[..., Clerk], clock: Any, at: datetime
) -> None:
    from tests.support.returned import there
    from tests.support.roles import ONLINE, forget, publish

    label = "An Ihr Fachverfahren übergebene Anträge"
    publish(offenbach, at=at, **ONLINE)
    there(offenbach, at=at)
    mika, other = official(offenbach), official(wiesbaden)
    assert "handed_over_days" not in other.get(PAGE).content.decode()
    assert label not in counts(other)
    clock.move_to(at + timedelta(days=9))
    assert counts(official(offenbach, "owner", "oda"))[label] == (1, 1)
    mika = official(offenbach, "owner", "ira")
    assert post(mika, handed_over_days="31").status_code == 422
    assert post(mika, handed_over_days="20").status_code == 302
    assert counts(mika)[label] == (0, 1)
    assert post(mika, handed_over_days="").status_code == 302
    assert counts(mika)[label] == (1, 1)
    assert forget(offenbach, at=at + timedelta(days=9)) == 1


def test_what_follows_from_the_role_is_said_before_going_live(
    offenbach: Any, official: Callable[..., Clerk], at: datetime
) -> None:
    from tests.support.roles import ONLINE, publish

    page = "/verwaltung/live/"
    assert "Es gelten die Fristen, die Sie eingestellt haben." in official(offenbach).text(page)
    publish(offenbach, at=at, **ONLINE)
    assert "Inhalte werden 7 Tage nach bestätigter Übergabe gelöscht." in official(offenbach, "owner", "oda").text(page)
    publish(offenbach, at=at, casework={"way": "own_desk"})
    assert "an diesem Arbeitsplatz" in official(offenbach, "owner", "ira").text(page)
