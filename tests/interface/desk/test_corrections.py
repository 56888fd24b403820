"""A clerk corrects from the papers what the credit check reckons with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import checks, corrections, review
from casework.corrections import CorrectedFacts, UnableToCorrect
from casework.models import Correction
from casework.review import UnableToDecide
from creditcheck.facts import Facts, StayKind
from declarations.models import Declaration
from declarations.states import State
from kernel.clock import now
from tenants.binding import bind


@pytest.fixture
def taken_up(wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]) -> tuple[Any, Any]:
    kim, received = clerk(wiesbaden), case(wiesbaden)
    kim.send(received.path, f"{received.path}uebernehmen/")
    return kim, received


def _correct(received: Any, by: int, **facts: Any) -> None:
    with bind(received.city), transaction.atomic():
        corrected = CorrectedFacts(**{"reason": "laut Lohnabrechnung", **facts})
        corrections.correct(case_id=received.id, facts=corrected, by=by, at=now())


def _worksheet(received: Any) -> Any:
    with bind(received.city), transaction.atomic():
        return checks.worksheet_of(Declaration.objects.get(id=received.id), at=now())


def test_the_calculation_takes_the_clerks_figures_and_says_so(taken_up: tuple[Any, Any]) -> None:
    kim, received = taken_up
    assert _worksheet(received).proposal == "PROVEN"
    kim.send(
        f"{received.path}berichtigen/", dependants="3", month_1="2.100", month_2="2100", month_3="2.100,00",
        reason="laut Lohnabrechnungen August bis Oktober",
    )  # fmt: skip
    sheet = _worksheet(received)
    assert (sheet.facts.dependants, sheet.net, sheet.proposal) == (3, Decimal("2100.00"), "NOT_PROVEN")
    page = kim.text(received.path)
    assert "berichtigt, angegeben: 3.150,50 €" in page
    assert "berichtigt, angegeben: 1" in page
    assert "laut Lohnabrechnungen August bis Oktober" in page
    assert "Zahlen nach den Nachweisen berichtigt: Unterhaltspflichten, Nettoeinkommen" in page
    assert "Müssen Sie für diese Person Unterhalt leisten? Ja" in page  # what was stated stays as it was


def test_the_form_starts_from_the_last_correction_and_replaces_it_whole(taken_up: tuple[Any, Any]) -> None:
    kim, received = taken_up
    _correct(received, kim.id, dependants=3, evidence_oldest=date(2026, 8, 31))
    _path, data = kim.filled(f"{received.path}berichtigen/")
    assert data["dependants"] == ["3"]
    kim.send(f"{received.path}berichtigen/", dependants="")
    facts = _worksheet(received).facts
    assert (facts.dependants, facts.evidence_oldest) == (1, date(2026, 8, 31))


def test_a_date_on_the_paper_decides_whether_it_is_too_old(taken_up: tuple[Any, Any]) -> None:
    kim, received = taken_up
    _correct(received, kim.id, evidence_oldest=date(2026, 1, 31))
    assert "evidence_too_old" in {reason.code for reason in _worksheet(received).reasons}


def test_a_finding_does_not_outlive_a_correction(taken_up: tuple[Any, Any], clock: Any) -> None:
    kim, received = taken_up
    kim.send(received.path, f"{received.path}feststellen/", result="PROVEN")
    clock.shift(timedelta(minutes=1))
    _correct(received, kim.id, dependants=3)
    refused = kim.send(f"{received.path}anerkennen/")
    assert refused.status_code == 409
    assert "Die Feststellung zur Bonität fehlt." in refused.content.decode()
    assert "Stellen Sie die Bonität neu fest" in kim.text(received.path)
    with bind(received.city), transaction.atomic(), pytest.raises(UnableToDecide) as refusal:
        review.approve(case_id=received.id, by=kim.id, at=now())
    assert refusal.value.code == "no_finding"
    kim.send(received.path, f"{received.path}feststellen/", result="PROVEN", reason="Es gibt eine Sicherheit.")
    kim.send(f"{received.path}anerkennen/")
    assert received.state == State.APPROVED


def test_what_cannot_be_corrected_is_refused(taken_up: tuple[Any, Any], case: Callable[..., Any]) -> None:
    kim, received = taken_up
    new = case(received.city)
    for target, facts, code in (
        (new, {"dependants": 2}, "not_now"),
        (received, {}, "unchanged"),
        (received, {"dependants": 2, "reason": " "}, "reason_missing"),
    ):
        with pytest.raises(UnableToCorrect) as refusal:
            _correct(target, kim.id, **facts)
        assert refusal.value.code == code


def test_the_same_again_changes_nothing_and_what_is_taken_back_counts_as_stated(taken_up: tuple[Any, Any]) -> None:
    kim, received = taken_up
    for _time in range(2):
        _correct(received, kim.id, dependants=3)
    with bind(received.city):
        assert Correction.objects.count() == 1
    _correct(received, kim.id, reason="Doch nur ein Kind.")
    assert _worksheet(received).facts.dependants == 1


def test_some_months_alone_are_not_enough(taken_up: tuple[Any, Any]) -> None:
    kim, received = taken_up
    answer = kim.send(f"{received.path}berichtigen/", month_1="2.100", reason="laut Abrechnung")
    assert "alle Monate" in answer.content.decode()
    assert "2.100" in answer.content.decode()


def test_corrections_are_sealed_and_stay(taken_up: tuple[Any, Any]) -> None:
    kim, received = taken_up
    _correct(received, kim.id, dependants=3, reason="Kind Max geboren")
    with bind(received.city):
        assert b"Max" not in bytes(Correction.objects.get().sealed_facts)
        with pytest.raises(ProgrammingError, match="permission denied"):
            Correction.objects.all().delete()


_MONEY = st.decimals(0, 99999, places=2)
_FACTS = st.builds(
    CorrectedFacts,
    dependants=st.none() | st.integers(0, 30),
    monthly_net=st.none() | st.lists(_MONEY, min_size=1, max_size=6).map(tuple),
    evidence_oldest=st.none() | st.dates(date(2020, 1, 1), date(2026, 11, 22)),
    tax_assessment_on=st.none() | st.dates(date(2020, 1, 1), date(2026, 11, 22)),
    reason=st.text(max_size=20),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=_FACTS)
def test_a_correction_changes_exactly_what_it_names_and_survives_storage(facts: CorrectedFacts) -> None:
    stated = Facts(stay_kind=StayKind.SHORT, stay_days=30, adults=1, minors=0, dependants=7, monthly_net=(Decimal(1),))
    applied = facts.applied_to(stated)
    changed = {name for name in Facts.model_fields if getattr(applied, name) != getattr(stated, name)}
    assert changed <= set(facts.changed())
    assert all(getattr(applied, name) == getattr(facts, name) for name in facts.changed())
    assert CorrectedFacts.model_validate(facts.model_dump(mode="json")) == facts
