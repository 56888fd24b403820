"""A case that is worked in the authority's own system, as the desk shows it: what came, what may be done, how it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from kernel.clock import now
from tenants.binding import bind
from tests.interface.desk.clerks import Clerk
from tests.support import cases
from tests.support.incoming import file
from tests.support.returned import FIXED, QUESTION, STATUS, There, arrive, said, there


@pytest.fixture(autouse=True)
def without_schemas(settings: Any) -> None:
    settings.XAUSLAENDER_SCHEMA_DIR = ""


@pytest.fixture
def case(offenbach: Any, wiesbaden: Any, at: datetime) -> There:
    there(wiesbaden, at=at)
    return there(offenbach, at=at)


@pytest.fixture
def kim(case: There, clerk: Callable[..., Clerk]) -> Clerk:
    return clerk(case.city)


def path(case: There) -> str:
    return f"/amt/fall/{case.id}/"


def mails(case: There) -> int:
    from notifications.models import Mail

    with bind(case.city):
        return Mail.objects.count()


def decisions(case: There) -> list[Any]:
    from casework.models import Decision

    with bind(case.city):
        return list(Decision.objects.values_list("outcome", "decided_by"))


def invitations(case: There) -> int:
    from appointments.models import Invitation

    with bind(case.city):
        return Invitation.objects.count()


def test_the_case_is_shown_as_with_the_authoritys_system_and_what_may_be_done(case: There, kim: Clerk) -> None:
    shown = kim.text(path(case))
    for words in (
        "Beim Fachverfahren", "Dieser Fall wird in Ihrem Fachverfahren bearbeitet", "Anerkannt melden",
        "Abgelehnt melden", "Schon verschickt oder übergeben", "22. März 2027",
    ):  # fmt: skip
        assert words in shown
    assert "Bonität feststellen" not in shown


def test_what_the_system_said_and_what_was_not_carried_out_stand_on_the_page(case: There, kim: Clerk) -> None:
    arrive(case.city, said(case, "130105", FIXED + file("terminmitteilung")), at=now())
    arrive(case.city, said(case, "130104", STATUS.format("07")), at=now())
    arrive(case.city, said(case, "130102", QUESTION.format("Wo?"), author="azr:030700"), at=now())
    shown = kim.text(path(case))
    for words in (
        "Nachrichten aus dem Fachverfahren", "Freitag, 18. Dezember 2026, 09:30 Uhr, bis 10:00", "Einladung zum Termin",
        "Ihre Unterlagen sind vollständig", "nicht ausgeführt", "kommt von einer anderen Behörde",
    ):  # fmt: skip
        assert words in shown


def test_a_late_question_is_seen_at_the_desk_and_not_by_the_sponsor(case: There, kim: Clerk) -> None:
    kim.send(path(case), f"{path(case)}ergebnis/", button=("outcome", "approved"))
    cases.work(case.city, at=now())
    before = mails(case)
    row = arrive(case.city, said(case, "130102", QUESTION.format("Wo?")), at=now())
    assert (row.error, mails(case), case.state) == ("case_decided", before, "signing_due")
    assert "Über den Vorgang ist schon entschieden" in kim.text(path(case))


@pytest.mark.parametrize(
    ("outcome", "state", "decided"),
    [
        ("approved", "signing_due", "approved"),
        ("refused", "refused", "refused"),
        ("posted", "posted", "approved"),
        ("handed_over", "handed_over", "approved"),
    ],
)
def test_each_outcome_is_reported_by_a_person_and_only_a_positive_one_invites(
    outcome: str, state: str, decided: str, case: There, kim: Clerk
) -> None:
    answer = kim.send(f"{path(case)}ergebnis/", outcome=outcome, reason="Das Einkommen reicht nicht.")
    assert answer.status_code == 302
    cases.work(case.city, at=now())
    assert case.state == state
    assert decisions(case) == [(decided, kim.id)]
    assert invitations(case) == int(outcome == "approved")
    assert mails(case) == 1, "one letter for one report"
    assert "Kim Beispiel" in kim.text(path(case))


@pytest.mark.parametrize("outcome", ["posted", "handed_over"])
def test_where_the_paper_went_is_one_click_after_the_approval(outcome: str, case: There, kim: Clerk) -> None:
    kim.send(path(case), f"{path(case)}ergebnis/", button=("outcome", "approved"))
    cases.work(case.city, at=now())
    assert case.state == "signing_due"
    kim.send(path(case), f"{path(case)}ergebnis/", button=("outcome", outcome))
    assert case.state == outcome
    assert decisions(case) == [("approved", kim.id)]


def test_an_outcome_may_come_while_the_sponsor_owes_an_answer(case: There, kim: Clerk) -> None:
    from casework import requests

    arrive(case.city, said(case, "130102", QUESTION.format("Wo?")), at=now())
    assert case.state == "documents_requested"
    assert "Zur Ablehnung anhören" not in kim.text(path(case)), "the hearing is theirs"
    kim.send(f"{path(case)}ergebnis/", outcome="refused", reason="Keine Antwort.")
    assert case.state == "refused"
    with bind(case.city):
        assert requests.open_of(case.id) == []


def test_a_refusal_needs_its_reason(case: There, kim: Clerk) -> None:
    answer = kim.send(f"{path(case)}ergebnis/", outcome="refused")
    assert "warum abgelehnt wurde" in answer.content.decode()
    assert case.state == "with_authority_system"


def test_a_city_that_decides_here_reports_nothing(wiesbaden: Any, clerk: Callable[..., Clerk], at: datetime) -> None:
    case, toni = there(wiesbaden, at=at, state="in_review"), clerk(wiesbaden)
    answer = toni.send(f"{path(case)}ergebnis/", outcome="posted")
    assert answer.status_code == 409
    assert (case.state, decisions(case)) == ("in_review", [])


def _waits(case: There, at: datetime) -> None:
    from django.db import transaction

    from outbox.operations import record

    with bind(case.city), transaction.atomic():
        record(name="declaration.with_authority_system", subject_id=case.id, at=at)
    cases.work(case.city, at=at)


def test_without_an_outcome_the_case_ends_without_a_decision_and_invites_nobody(case: There, at: datetime) -> None:
    _waits(case, at)
    cases.work(case.city, at=at + timedelta(days=119))
    assert case.state == "with_authority_system"
    cases.work(case.city, at=at + timedelta(days=120))
    assert (case.state, decisions(case), invitations(case)) == ("closed_by_time", [], 0)
    assert mails(case) == 1


def test_an_outcome_that_a_person_reports_after_the_closing_time_still_counts(
    case: There, kim: Clerk, at: datetime
) -> None:
    _waits(case, at)
    cases.work(case.city, at=at + timedelta(days=120))
    assert case.state == "closed_by_time"
    assert arrive(case.city, said(case, "130104", STATUS.format("05")), at=now()).error == "case_over"
    kim.send(f"{path(case)}ergebnis/", outcome="approved")
    cases.work(case.city, at=now())
    assert (case.state, decisions(case), invitations(case)) == ("signing_due", [("approved", kim.id)], 1)


def test_a_sign_of_life_gives_the_whole_time_anew(case: There, at: datetime) -> None:
    _waits(case, at)
    arrive(case.city, said(case, "130104", STATUS.format("05")), at=at + timedelta(days=100))
    cases.work(case.city, at=at + timedelta(days=121))
    assert case.state == "with_authority_system"
    cases.work(case.city, at=at + timedelta(days=221))
    assert case.state == "closed_by_time"


def test_a_question_that_nobody_answers_does_not_keep_the_case_open_for_ever(case: There, at: datetime) -> None:
    from casework import requests

    _waits(case, at)
    arrive(case.city, said(case, "130102", QUESTION.format("Wo?")), at=at + timedelta(days=1))
    cases.work(case.city, at=at + timedelta(days=125))
    assert case.state == "documents_requested", "the sponsor's time is not the authority's"
    cases.work(case.city, at=at + timedelta(days=140))
    assert case.state == "closed_by_time"
    with bind(case.city):
        assert requests.open_of(case.id) == []
