"""From the case that came in to the paper that goes out: the ways through the desk, page by page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from declarations.states import State
from kernel.clock import now
from tests.interface.desk.clerks import answered, deliver, document_of, fill, seen_by_sponsor, text_of
from tests.support import cases

POOR = {"net_month_1": "1850.00", "net_month_2": "1900.00", "net_month_3": "1875.50"}


def test_asked_answered_checked_approved_signed_and_handed_over(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any], clock: Any
) -> None:
    kim, received = clerk(wiesbaden), case(wiesbaden)
    here = received.path

    kim.send(here, f"{here}uebernehmen/")
    assert received.state == State.IN_REVIEW
    assert "Kim Beispiel" in kim.text("/amt/")

    asked = kim.send(f"{here}nachfordern/?art=pay_slips", f"{here}nachfordern/")
    assert asked.headers["Location"] == f"{here}?erledigt=request_more"
    assert received.state == State.DOCUMENTS_REQUESTED
    assert "Lohnabrechnungen der letzten drei Monate" in kim.text(here)

    clock.shift(timedelta(days=2))
    answered(received, text="Hier sind sie.", at=now())
    kim = clerk(wiesbaden)
    assert received.state == State.IN_REVIEW
    page = kim.text(here)
    assert "Hier sind sie." in page
    assert "Die Antwort ist da" in page

    kim.send(here, f"{here}feststellen/", result="PROVEN")
    assert received.state == State.CHECKED
    kim.send(f"{here}anerkennen/")
    cases.work(wiesbaden, at=now())
    assert received.state == State.SIGNING_DUE

    kim.send(f"{here}unterschrift/", shown="Personalausweis", same="on", instructed="on", signed="on")
    kim.send(f"{here}ausstellen/", serial="D 1234567")
    kim.send(f"{here}uebergeben/")
    assert received.state == State.HANDED_OVER
    page = kim.text(here)
    for told in (
        "D 1234567",
        "Die finanzielle Leistungsfähigkeit wurde nachgewiesen.",
        "mündlich belehrt",
        "Erika Mustermann",
    ):
        assert told in page
    happened = [
        action.removeprefix("declaration.") for action in received.actions() if action.startswith("declaration.")
    ]
    assert happened[-9:] == [
        "in_review", "documents_requested", "in_review", "checked", "approved", "signing_due", "signed", "issued",
        "handed_over",
    ]  # fmt: skip


def test_heard_before_it_is_refused_and_the_letter_names_the_remedy(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any], clock: Any
) -> None:
    kim, received = clerk(wiesbaden), case(wiesbaden, income__net=POOR)
    here = received.path
    kim.send(here, f"{here}uebernehmen/")
    kim.send(here, f"{here}feststellen/", result="NOT_PROVEN")
    assert received.state == State.CHECKED
    assert "Fragen Sie nach einer Sicherheit oder hören Sie an" in kim.text(here)

    path, data = kim.filled(f"{here}anhoeren/")
    assert "deckt den Bedarf" in data["reason"][0]
    preview = kim.post(path, data)
    assert received.state == State.CHECKED
    shown = preview.content.decode()
    for way in ("Sicherheit", "zweite Person", "weniger Gäste", "ziehen den Antrag zurück"):
        assert way in shown, way
    kim.post(*fill(preview, "", button=("step", "send")))
    assert received.state == State.HEARING
    assert "Die Anhörung läuft noch bis zum" in kim.text(here)

    early = kim.post(*_refusal(kim, here, "Ihr Einkommen reicht nicht aus."))
    assert early.status_code == 409
    assert "Anhörung läuft noch" in early.content.decode()
    assert "Ihr Einkommen reicht nicht aus." in early.content.decode()
    assert received.state == State.HEARING

    clock.shift(timedelta(days=1))
    answered(received, text="Ich finde das ungerecht.", at=now())
    kim = clerk(wiesbaden)
    kim.post(*_refusal(kim, here, "Ihr Einkommen reicht nicht aus."))
    assert received.state == State.REFUSED
    page = kim.get(here).content.decode()
    letter_path = page.split(f'href="{here}brief/')[1].split('"')[0]
    letter = kim.text(f"{here}brief/{letter_path}")
    assert "Ihr Einkommen reicht nicht aus." in letter
    assert "innerhalb eines Monats" in letter
    assert "Schlossplatz 6, 65183 Wiesbaden" in letter


def _refusal(kim: Any, here: str, reason: str) -> tuple[str, dict[str, Any]]:
    path, data = kim.filled(f"{here}ablehnen/", reason=reason)
    preview = kim.post(path, data)
    assert reason in preview.content.decode()
    assert "Rechtsbehelfsbelehrung" in preview.content.decode()
    found: tuple[str, dict[str, Any]] = fill(preview, "", button=("step", "send"))
    return found


def test_a_security_can_mend_it(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any], clock: Any
) -> None:
    kim, received = clerk(wiesbaden), case(wiesbaden, income__net=POOR)
    here = received.path
    kim.send(here, f"{here}uebernehmen/")
    kim.send(here, f"{here}feststellen/", result="NOT_PROVEN")
    kim.send(f"{here}sicherheit/")
    assert received.state == State.SECURITY_REQUESTED
    clock.shift(timedelta(days=1))
    answered(received, text="Meine Bank hat ein Sparbuch gesperrt.", at=now())
    kim = clerk(wiesbaden)
    kim.send(here, f"{here}feststellen/", result="PROVEN", reason="Sparbuch mit Sperrvermerk liegt vor.")
    kim.send(f"{here}anerkennen/")
    assert received.state == State.APPROVED
    assert "Sparbuch mit Sperrvermerk" in kim.text(here)


def test_another_authority_is_competent(wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]) -> None:
    kim, received = clerk(wiesbaden), case(wiesbaden)
    kim.send(received.path, f"{received.path}uebernehmen/")
    kim.send(f"{received.path}weiterverweisen/", authority="Ausländerbehörde Musterstadt")
    assert received.state == State.FORWARDED
    assert "Ausländerbehörde Musterstadt" in kim.text(received.path)


@pytest.mark.parametrize(("outcome", "state"), [("approved", State.APPROVED), ("refused", State.REFUSED)])
def test_a_city_that_works_in_its_own_system_reports_the_outcome(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any], outcome: str, state: State
) -> None:
    kim, received = clerk(offenbach), case(offenbach)
    here = received.path
    deliver(received)
    assert received.state == State.WITH_AUTHORITY_SYSTEM
    if outcome == "approved":
        kim.send(here, f"{here}ergebnis/")
    else:
        refused = kim.send(f"{here}ergebnis/?ergebnis=refused", f"{here}ergebnis/")
        assert "warum abgelehnt wurde" in refused.content.decode()
        kim.send(f"{here}ergebnis/?ergebnis=refused", f"{here}ergebnis/", reason="Die Nachweise reichen nicht.")
    assert received.state == state


def test_the_desk_goes_on_without_an_answer(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, received = clerk(wiesbaden), case(wiesbaden)
    here = received.path
    kim.send(here, f"{here}uebernehmen/")
    kim.send(f"{here}nachfordern/", text="Wie heißt Ihr Arbeitgeber?")
    kim.send(here, f"{here}weiterpruefen/")
    assert received.state == State.IN_REVIEW
    assert "geschlossen" in kim.text(here)


@pytest.mark.parametrize("action", ["nachfordern", "sicherheit", "anhoeren"])
def test_what_the_clerk_sees_is_what_the_sponsor_sees(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any], action: str
) -> None:
    kim, received = clerk(wiesbaden), case(wiesbaden, income__net=POOR)
    here = received.path
    kim.send(here, f"{here}uebernehmen/")
    if action != "nachfordern":
        kim.send(here, f"{here}feststellen/", result="NOT_PROVEN")
    shown = kim.get(f"{here}{action}/?art=pay_slips")
    if action == "anhoeren":
        shown = kim.post(*fill(shown, ""))
    frame = document_of(shown).find_class("desk-frame")[0]
    label, *told = [text_of(part) for part in frame.iterdescendants("p", "textarea") if text_of(part)]
    assert label == "Das sieht die einladende Person"
    kim.post(*fill(shown, "", button=("step", "send")))
    page = seen_by_sponsor(received)
    assert len(told) == 5
    for sentence in told:
        assert sentence in page
