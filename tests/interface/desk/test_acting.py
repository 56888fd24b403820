"""A form acts once, on what the clerk saw; a refusal says why and keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from casework.models import CheckRecord, Note, SponsorRequest
from declarations.states import State
from kernel.clock import now
from tenants.binding import bind
from tests.interface.desk.clerks import answered, words


@pytest.fixture
def here(wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]) -> Any:
    """A case that Kim has taken up."""
    received = case(wiesbaden)
    kim = clerk(wiesbaden)
    kim.send(received.path, f"{received.path}uebernehmen/")
    return received


def _count(here: Any, model: Any) -> int:
    with bind(here.city):
        return int(model.objects.filter(case_id=here.id).count())


def test_a_form_that_is_sent_twice_acts_once(wiesbaden: Any, clerk: Callable[..., Any], here: Any) -> None:
    kim = clerk(wiesbaden)
    for action, model, typed in (
        ("notiz", Note, {"text": "Telefonat."}),
        ("nachfordern", SponsorRequest, {"text": "Wie heißt Ihr Arbeitgeber?"}),
    ):
        path, data = kim.filled(f"{here.path}{action}/", **typed)
        answers = [kim.post(path, data) for _time in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302]
        assert _count(here, model) == 1


def test_a_second_click_on_a_button_leads_to_the_same_page(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, received = clerk(wiesbaden), case(wiesbaden)
    path, data = kim.filled(received.path, f"{received.path}uebernehmen/")
    answers = [kim.post(path, data).headers["Location"] for _time in range(2)]
    assert answers[0] == answers[1]
    assert received.actions().count("declaration.in_review") == 1


def test_the_same_form_with_another_text_is_another_form(wiesbaden: Any, clerk: Callable[..., Any], here: Any) -> None:
    """Back in the browser, changed, sent again: nothing typed is lost."""
    kim = clerk(wiesbaden)
    path, data = kim.filled(f"{here.path}notiz/", text="Eins.")
    kim.post(path, data)
    kim.post(path, {**data, "text": "Zwei."})
    assert _count(here, Note) == 2


def test_two_clicks_at_the_same_moment_make_one_question(wiesbaden: Any, clerk: Callable[..., Any], here: Any) -> None:
    kim = clerk(wiesbaden)
    path, data = kim.filled(f"{here.path}nachfordern/", text="Wie heißt Ihr Arbeitgeber?")
    assert kim.at_once(path, data) == [302] * 4
    assert _count(here, SponsorRequest) == 1


def test_of_two_clerks_the_second_learns_what_the_first_did(
    wiesbaden: Any, clerk: Callable[..., Any], here: Any
) -> None:
    kim, toni = clerk(wiesbaden), clerk(wiesbaden, name="toni")
    late = toni.filled(here.path, f"{here.path}feststellen/", result="NOT_PROVEN", reason="Mir fehlt ein Nachweis.")
    kim.send(here.path, f"{here.path}feststellen/", result="PROVEN")
    answer = toni.post(*late)
    assert answer.status_code == 409
    page = words(answer)
    assert "Inzwischen ist in diesem Fall etwas geschehen" in page
    assert "Bonität festgestellt: nachgewiesen (Kim Beispiel" in page
    assert "Mir fehlt ein Nachweis." in page
    assert _count(here, CheckRecord) == 1

    from tests.interface.desk.clerks import fill

    assert toni.post(*fill(answer, "", button=("step", "send"))).status_code == 302
    assert _count(here, CheckRecord) == 2


def test_an_answer_that_arrived_meanwhile_is_read_before_a_decision(
    wiesbaden: Any, clerk: Callable[..., Any], here: Any, clock: Any
) -> None:
    kim = clerk(wiesbaden)
    kim.send(f"{here.path}nachfordern/", text="Wie heißt Ihr Arbeitgeber?")
    stale = kim.filled(here.path, f"{here.path}weiterpruefen/")
    clock.shift(timedelta(minutes=10))
    answered(here, text="Beispiel GmbH", at=now())
    answer = kim.post(*stale)
    assert answer.status_code == 409
    assert "Frage beantwortet (Einladende Person" in words(answer)


def test_a_note_is_kept_whatever_happened_meanwhile(wiesbaden: Any, clerk: Callable[..., Any], here: Any) -> None:
    kim, toni = clerk(wiesbaden), clerk(wiesbaden, name="toni")
    late = toni.filled(here.path, f"{here.path}notiz/", text="Bitte beachten.")
    kim.send(here.path, f"{here.path}feststellen/", result="PROVEN")
    assert toni.post(*late).status_code == 302
    assert "Bitte beachten." in kim.text(here.path)


def test_a_step_that_the_state_does_not_allow_says_where_the_case_stands(
    wiesbaden: Any, clerk: Callable[..., Any], here: Any
) -> None:
    kim = clerk(wiesbaden)
    answer = kim.send(f"{here.path}ausstellen/", serial="D 1")
    assert answer.status_code == 409
    assert "Der Fall steht inzwischen auf „In Prüfung“." in words(answer)
    assert 'value="D 1"' in answer.content.decode()
    assert here.state == State.IN_REVIEW


def test_who_deviates_from_the_proposal_gives_a_reason(wiesbaden: Any, clerk: Callable[..., Any], here: Any) -> None:
    kim = clerk(wiesbaden)
    answer = kim.send(here.path, f"{here.path}feststellen/", result="NOT_PROVEN")
    assert answer.status_code == 409
    assert "Die Begründung fehlt" in words(answer)
    assert 'value="NOT_PROVEN"' in answer.content.decode()
    assert here.state == State.IN_REVIEW
    assert kim.send(here.path, f"{here.path}feststellen/", result="NOT_PROVEN", reason="Probezeit.").status_code == 302


def test_nothing_is_chosen_for_the_clerk(wiesbaden: Any, clerk: Callable[..., Any], here: Any) -> None:
    _path, data = clerk(wiesbaden).filled(here.path, f"{here.path}feststellen/")
    assert "result" not in data


def test_a_missing_field_is_named_and_the_rest_stays(wiesbaden: Any, clerk: Callable[..., Any], here: Any) -> None:
    kim = clerk(wiesbaden)
    answer = kim.send(f"{here.path}nachfordern/", text="Ein Satz.", days="1")
    page = answer.content.decode()
    assert "Die Zahl muss mindestens 3 sein" in page
    assert "Ein Satz." in page
    assert "<title>Fehler:" in page
    assert _count(here, SponsorRequest) == 0


def test_a_ready_sentence_joins_what_was_typed(wiesbaden: Any, clerk: Callable[..., Any], here: Any) -> None:
    kim = clerk(wiesbaden)
    answer = kim.send(f"{here.path}nachfordern/", text="Guten Tag.", button=("step", "block:id_copy"))
    from tests.interface.desk.clerks import fill

    _path, data = fill(answer, "")
    assert data["text"][0].startswith("Guten Tag.")
    assert "Kopie Ihres Ausweises" in data["text"][0]
    assert data["document_kind"] == ["id_copy"]
    assert _count(here, SponsorRequest) == 0


def test_a_form_without_its_hidden_fields_decides_nothing(wiesbaden: Any, clerk: Callable[..., Any], here: Any) -> None:
    kim = clerk(wiesbaden)
    answer = kim.post(f"{here.path}feststellen/", {"result": "PROVEN", "reason": ""})
    assert answer.status_code == 409
    assert here.state == State.IN_REVIEW


def test_the_same_person_cannot_confirm_what_they_found(wiesbaden: Any, clerk: Callable[..., Any], here: Any) -> None:
    kim, toni = clerk(wiesbaden), clerk(wiesbaden, name="toni")
    kim.send(here.path, f"{here.path}feststellen/", result="PROVEN")
    _path, data = kim.filled(here.path, f"{here.path}notiz/", text="x")
    seen = {name: data[name] for name in ("token", "stand")}
    refused = kim.post(f"{here.path}bestaetigen/", seen)
    assert refused.status_code == 409
    assert "Das muss eine andere Person bestätigen" in words(refused)
    assert toni.post(f"{here.path}bestaetigen/", seen).status_code == 302
    assert "bestätigt von Toni Beispiel" in kim.text(here.path)
