"""The connector inbox: one delivery, many at once, what it says, and what came back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from audit.models import AuditEntry
from connectors.models import Delivery, Line, ReturnedMessage
from connectors.states import State
from kernel.clock import now
from tenants.binding import bind
from tests.interface.desk.clerks import Received, deliver
from tests.support import incoming

INBOX = "/amt/zustellungen/"


def stick(received: Received, state: State = State.FAILED, error: str = "disk_full", **more: Any) -> Any:
    """What the worker leaves behind when the system of the authority never took the message."""
    with bind(received.city):
        rows = Delivery.objects.filter(declaration_id=received.id)
        rows.update(state=state, error=error, settled_at=now(), next_try_at=None, **more)
        return rows.get().id


def state_of(received: Received) -> str:
    with bind(received.city):
        return Delivery.objects.get(declaration_id=received.id).state


def test_a_delivery_shows_every_attempt_with_answer_duration_and_size(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    received = case(offenbach)
    deliver(received)
    with bind(offenbach):
        delivery = Delivery.objects.get()
        first = delivery.tries.get()
        first.answer, first.sent_bytes = "HTTP 201", 123_456
        first.save()
    text = clerk(offenbach).text(f"{INBOX}{delivery.id}/")
    assert "zugestellt" in text
    assert "HTTP 201" in text
    assert "120,6" in text
    assert "davon Aufruf" in text


def test_what_is_stuck_for_one_reason_is_sent_again_together_and_nothing_else(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    full, also, other = case(offenbach), case(offenbach), case(offenbach)
    stick(full), stick(also), stick(other, State.REJECTED, "not_competent")
    boss = clerk(offenbach, "supervisor")
    assert "Alle 2 noch einmal übergeben" in boss.text(INBOX)
    page = boss.get(INBOX).content.decode()
    assert page.count('action="/amt/zustellungen/alle-wiederholen/"') == 2
    sent = boss.post(f"{INBOX}alle-wiederholen/", {"grund": "disk_full", "weg": "folder"})
    assert sent.headers["Location"].endswith("erledigt=resend_all")
    assert [state_of(one) for one in (full, also, other)] == ["queued", "queued", "rejected"]
    assert boss.post(f"{INBOX}alle-wiederholen/", {}).status_code == 404


def test_what_is_stuck_without_a_reason_has_its_own_button_and_takes_nothing_else_along(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    """Held after a restore and then let be, for instance: such a delivery stands without a code."""
    bare, full = case(offenbach), case(offenbach)
    stick(bare, error=""), stick(full)
    boss = clerk(offenbach, "supervisor")
    page = boss.get(INBOX).content.decode()
    assert page.count('action="/amt/zustellungen/alle-wiederholen/"') == 2
    assert boss.post(f"{INBOX}alle-wiederholen/", {"weg": "folder"}).status_code == 404
    boss.post(f"{INBOX}alle-wiederholen/", {"grund": "", "weg": "folder"})
    assert [state_of(one) for one in (bare, full)] == ["queued", "failed"]


def test_a_delivery_is_put_aside_and_taken_up_again(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    received, boss = case(offenbach), clerk(offenbach, "supervisor")
    path = f"{INBOX}{stick(received)}/"
    boss.send(path, f"{path}schritt/", button=("schritt", "park"))
    assert state_of(received) == State.PARKED
    assert "zurückgelegt" in boss.text(path)
    boss.send(path, f"{path}schritt/", button=("schritt", "unpark"))
    assert state_of(received) == State.QUEUED
    again = boss.post(f"{path}schritt/", {"schritt": "unpark"})
    assert (again.status_code, "nicht zurückgelegt" in again.content.decode()) == (409, True)
    assert boss.post(f"{path}schritt/", {"schritt": "erase"}).status_code == 404
    assert {"delivery.parked", "delivery.requeued"} <= set(received.actions())


def test_reading_and_downloading_is_recorded_and_changes_nothing_for_those_who_work_on_the_case(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    from casework.once import stand_of

    received, boss = case(offenbach), clerk(offenbach, "supervisor")
    deliver(received)
    with bind(offenbach):
        delivery, stand = Delivery.objects.get().id, stand_of(received.id)
    path = f"{INBOX}{delivery}/"
    text = boss.text(f"{path}inhalt/")
    assert "Mustermann" in text
    assert "Familienname" in text
    assert "Testnachricht: Niemand darf sie bearbeiten" in text
    pdf = boss.get(f"{path}zusammenfassung/")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    package = boss.post(f"{path}paket/", {})
    names = zipfile.ZipFile(io.BytesIO(package.content)).namelist()
    assert set(names) == {"message.xml", "summary.pdf", "manifest.json"}
    assert "Mustermann" not in package["Content-Disposition"]
    with bind(offenbach):
        looks = AuditEntry.objects.filter(case_id=received.id, actor_ref=str(boss.id)).order_by("id")
        told = list(looks.values_list("action", flat=True))
        assert stand_of(received.id) == stand
    assert told == ["delivery.read", "delivery.read", "delivery.downloaded"]


@pytest.mark.parametrize("part", ["inhalt/", "zusammenfassung/"])
def test_only_who_may_read_messages_reads_them(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any], part: str
) -> None:
    received = case(offenbach)
    deliver(received)
    with bind(offenbach):
        delivery = Delivery.objects.get().id
    kim = clerk(offenbach)
    assert "Nachricht lesen" not in kim.text(f"{INBOX}{delivery}/")
    assert kim.get(f"{INBOX}{delivery}/{part}").status_code == 403
    assert kim.post(f"{INBOX}{delivery}/paket/", {}).status_code == 403
    assert "delivery.read" not in received.actions()


def test_what_was_not_made_yet_or_is_erased_is_said_calmly(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    from declarations import sealing

    received, boss = case(offenbach), clerk(offenbach, "supervisor")
    path = f"{INBOX}{stick(received)}/"
    refused = boss.get(f"{path}inhalt/")
    assert (refused.status_code, "gibt es noch nicht" in refused.content.decode()) == (409, True)
    boss.send(INBOX, f"{path}wiederholen/")
    deliver(received)
    with bind(offenbach):
        sealing.destroy_key(received.id)
    gone = boss.get(f"{path}inhalt/")
    assert (gone.status_code, "gelöscht" in gone.content.decode()) == (409, True)


def test_the_list_is_filtered_by_state_reason_and_connector(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    full, other = case(offenbach), case(offenbach)
    stick(full), stick(other, State.REJECTED, "not_competent", connector="gateway")
    kim = clerk(offenbach)

    def shown(query: str) -> list[bool]:
        page = kim.get(f"{INBOX}?{query}").content.decode()
        return [str(_id(one)) in page for one in (full, other)]

    assert shown("") == [True, True]
    assert shown("stand=rejected") == [False, True]
    assert shown("grund=disk_full") == [True, False]
    assert shown("weg=gateway") == [False, True]
    assert shown("stand=delivered") == [False, False]
    assert shown("stand=nonsense&grund=%00%27&seite=9999") == [True, True]


def _id(received: Received) -> Any:
    with bind(received.city):
        return Delivery.objects.get(declaration_id=received.id).id


def test_an_age_is_told_against_its_deadline(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any], at: datetime
) -> None:
    received = case(offenbach)
    with bind(offenbach):
        rows = Delivery.objects.filter(declaration_id=received.id)
        rows.update(state=State.HANDED_OVER, receipt="r", handed_over_at=now() - timedelta(days=3), next_try_at=now())
    text = clerk(offenbach).text(INBOX)
    assert "3 Tage" in text
    assert "handeln bis 29. November 2026" in text
    assert "Übergebene Nachrichten sind noch nicht bestätigt." in text


def test_a_line_that_is_left_in_peace_says_since_when_and_until_when(
    offenbach: Any, clerk: Callable[..., Any], at: datetime
) -> None:
    with bind(offenbach):
        Line.objects.create(
            connector="folder",
            failures=9,
            open_since=now() - timedelta(hours=2),
            open_until=now() + timedelta(minutes=5),
        )
    text = clerk(offenbach).text(INBOX)
    assert "antwortet seit 2 Stunden nicht" in text
    assert "nächster Versuch: 22. November 2026" in text
    assert "Das Fachverfahren antwortet nicht. Fragen Sie Ihre IT." in text


def test_what_came_back_is_listed_read_and_tried_again(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    from connectors import returned

    received, boss = case(offenbach), clerk(offenbach, "supervisor")
    body = incoming.message("130104", reference=received.reference)
    with bind(offenbach):
        returned.keep(connector="gateway", external_id="1", message_type="130104", body=body, at=now())
        ReturnedMessage.objects.update(state="refused", error="unknown_case", settled_at=now())
        message = ReturnedMessage.objects.get().id
    path = f"{INBOX}eingang/{message}/"
    assert "unknown_case" in boss.text(f"{INBOX}eingang/?stand=offen")
    assert "Stand der Bearbeitung (130104)" in boss.text(path)
    assert clerk(offenbach).get(path).status_code == 403
    assert boss.send(f"{INBOX}eingang/", f"{path}wiederholen/").status_code == 302
    with bind(offenbach):
        assert ReturnedMessage.objects.get().state == "new"
        assert AuditEntry.objects.filter(action__in=("returned.read", "returned.again")).count() == 2
    assert boss.post(f"{path}wiederholen/", {}).status_code == 409


def test_one_city_reaches_nothing_of_the_other(
    offenbach: Any, wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    received, boss = case(offenbach), clerk(wiesbaden, "supervisor")
    delivery = stick(received)
    for part in ("", "inhalt/", "zusammenfassung/"):
        assert boss.get(f"{INBOX}{delivery}/{part}").status_code == 404
    for part, typed in (("paket/", {}), ("schritt/", {"schritt": "park"}), ("wiederholen/", {})):
        assert boss.post(f"{INBOX}{delivery}/{part}", typed).status_code == 404
    boss.post(f"{INBOX}alle-wiederholen/", {"grund": "disk_full", "weg": "folder"})
    assert state_of(received) == State.FAILED
    assert received.reference not in boss.get(f"{INBOX}?stand=all").content.decode()
