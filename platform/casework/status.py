"""What the status page says: where the case is, what comes next, until when, what the sponsor can do. No personal data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.models import AuditEntry
from casework import money_back, paying, requests, stones, visit_status, withdrawal
from casework.requests import RequestView
from casework.returned_words import status_in_words
from casework.visit_status import VisitView
from casework.ways import rules_of
from casework.withdrawal import can_withdraw
from declarations.casefile.choices import Mode
from declarations.models import Declaration
from declarations.states import State
from ui.formats import day_and_time, long_date


@dataclass(frozen=True)
class Step:
    """``state`` is done, now or next."""

    title: Any
    text: Any
    at: datetime | None
    state: str


@dataclass(frozen=True)
class Action:
    code: str
    label: Any


@dataclass(frozen=True)
class StatusView:
    reference: str
    headline: Any
    explanation: Any
    steps: list[Step]
    next_step: Any
    until: date | None
    can: list[Action]
    visit: VisitView | None = None
    money: list[str] = field(default_factory=list)


HEADLINES: dict[str, tuple[Any, Any, Any]] = {
    State.DRAFT: (_("Ihr Antrag ist noch nicht abgegeben"), _("Ihre Angaben sind gespeichert."), _("Geben Sie den Antrag zu Ende ein.")),
    State.SEALED: (_("Es fehlt noch die Zahlung"), _("Ihr Antrag ist abgeschlossen. Er gilt erst als eingegangen, wenn die Gebühr bezahlt ist."), _("Bezahlen Sie die Gebühr.")),
    State.LAPSED: (_("Der Antrag ist verfallen"), _("Die Gebühr wurde nicht bezahlt. Wir haben Ihre Angaben gelöscht."), _("Sie können jederzeit einen neuen Antrag stellen.")),
    State.ABANDONED: (_("Der Entwurf ist gelöscht"), _("Die Frist für den Entwurf ist abgelaufen."), _("Sie können jederzeit einen neuen Antrag stellen.")),
    State.SUBMITTED: (_("Ihr Antrag ist eingegangen"), _("Die Ausländerbehörde hat Ihren Antrag."), _("Die Behörde prüft Ihre Angaben und Nachweise. Sie müssen nichts tun.")),
    State.WITH_AUTHORITY_SYSTEM: (_("Ihr Antrag wird geprüft"), _("Die Ausländerbehörde bearbeitet Ihren Antrag."), _("Sie müssen nichts tun. Wir schreiben Ihnen, sobald es etwas Neues gibt.")),
    State.IN_REVIEW: (_("Ihr Antrag wird geprüft"), _("Die Ausländerbehörde bearbeitet Ihren Antrag."), _("Sie müssen nichts tun. Wir schreiben Ihnen, sobald es etwas Neues gibt.")),
    State.DOCUMENTS_REQUESTED: (_("Wir brauchen noch etwas von Ihnen"), _("Die Behörde hat eine Frage oder braucht einen Nachweis."), _("Antworten Sie bitte auf die offene Frage.")),
    State.CHECKED: (_("Die Prüfung ist fast fertig"), _("Ihre Angaben und Nachweise sind geprüft."), _("Die Behörde entscheidet als Nächstes.")),
    State.SECURITY_REQUESTED: (_("Eine Sicherheit kann helfen"), _("Ihr Einkommen allein reicht nicht aus."), _("Lesen Sie bitte, welche Möglichkeiten Sie haben, und antworten Sie.")),
    State.HEARING: (_("Die Behörde möchte ablehnen – Sie können noch etwas tun"), _("Sie haben jetzt die Gelegenheit, sich zu äußern."), _("Lesen Sie bitte die Gründe und Ihre Möglichkeiten, und antworten Sie.")),
    State.APPROVED: (_("Gute Nachricht: Ihre Erklärung wird anerkannt"), _("Die Behörde hat zugestimmt."), _("Die Behörde bereitet jetzt die Urkunde vor.")),
    State.SIGNING_DUE: (_("Jetzt fehlt nur noch Ihre Unterschrift"), _("Die Behörde hat zugestimmt."), _("Kommen Sie mit Ihrem Ausweis in die Behörde und unterschreiben Sie dort.")),
    State.SIGNED: (_("Unterschrieben"), _("Ihre Unterschrift ist beglaubigt."), _("Die Behörde stellt die Urkunde aus.")),
    State.ISSUED: (_("Die Urkunde ist ausgestellt"), _("Das Original liegt bereit oder ist unterwegs."), _("Schicken Sie das Original an Ihren Gast, sobald Sie es haben.")),
    State.HANDED_OVER: (_("Sie haben die Urkunde bekommen"), _("Ihr Gast legt das Original beim Visumantrag vor."), _("Die Erklärung kann sechs Monate lang für das Visum verwendet werden.")),
    State.POSTED: (_("Die Urkunde ist in der Post"), _("Das Original ist unterwegs zu Ihnen."), _("Schicken Sie das Original an Ihren Gast.")),
    State.REFUSED: (_("Ihre Erklärung wurde nicht anerkannt"), _("Die Gründe und Ihre Rechte stehen in der Entscheidung."), _("Sie können Widerspruch einlegen oder einen neuen Antrag stellen.")),
    State.WITHDRAWN: (_("Sie haben den Antrag zurückgezogen"), _("Wir bearbeiten ihn nicht weiter."), _("Sie können jederzeit einen neuen Antrag stellen.")),
    State.FORWARDED: (_("Eine andere Behörde ist zuständig"), _("Für diesen Antrag fällt hier keine Gebühr an."), _("Ihre Angaben können Sie dorthin mitnehmen.")),
    State.CLOSED_BY_TIME: (_("Der Vorgang ist abgeschlossen"), _("Die Ausländerbehörde hat kein Ergebnis gemeldet. Das ist keine Entscheidung über Ihren Antrag."), _("Fragen Sie bitte direkt bei der Behörde nach.")),
}  # fmt: skip
HANDED_OVER: tuple[Any, Any, Any] = (
    _("Ihr Antrag ist bei der Behörde"),
    _("Übergeben am %(day)s an: %(authority)s. Ihre Angaben und Unterlagen haben wir danach hier gelöscht."),
    _("Wie es weitergeht, weiß die Behörde. Bitte fragen Sie dort nach und nennen Sie Ihre Vorgangsnummer."),
)
OTHERWISE: tuple[Any, Any, Any] = (_("Der Vorgang ist abgeschlossen"), _("Hier ist nichts mehr zu tun."), "")
_PAST: dict[str, Any] = {
    "declaration.sealed": _("Antrag abgeschlossen"),
    "declaration.submitted": _("Antrag eingegangen"),
    "declaration.with_authority_system": _("In Bearbeitung bei der Behörde"),
    "declaration.in_review": _("Prüfung läuft"),
    "declaration.documents_requested": _("Frage an Sie"),
    "declaration.checked": _("Nachweise geprüft"),
    "declaration.security_requested": _("Sicherheit angefragt"),
    "declaration.hearing": _("Anhörung"),
    "declaration.approved": _("Zustimmung"),
    "declaration.signing_due": _("Einladung zur Unterschrift"),
    "declaration.signed": _("Unterschrieben"),
    "declaration.issued": _("Urkunde ausgestellt"),
    "declaration.handed_over": _("Urkunde übergeben"),
    "declaration.posted": _("Urkunde verschickt"),
    "declaration.refused": _("Abgelehnt"),
    "declaration.withdrawn": _("Zurückgezogen"),
    "declaration.forwarded": _("An andere Behörde verwiesen"),
    "declaration.closed_by_time": _("Abgeschlossen"),
    "visit.invited": _("Termin kann gebucht werden"),
    "visit.booked": _("Termin gebucht"),
    "visit.moved": _("Termin verschoben"),
    "visit.cancelled": _("Termin abgesagt"),
    "visit.missed": _("Termin verpasst"),
    "authority.status": _("Nachricht der Behörde"),
    "authority.appointment": _("Termin von der Behörde"),
    "authority.withdrawal": _("Antwort auf die Rücknahme"),
}

_Row = tuple[str, datetime, dict[str, Any]]
_NOW: dict[str, Any] = {"declaration.sealed": _("Antrag abgeschlossen, Zahlung offen")}


def of(case: Declaration, *, at: datetime) -> StatusView:
    """In the caller's transaction and the active language."""
    if case.state == State.ERASED:
        return _left(case, at)
    headline, explanation, next_step = HEADLINES.get(case.state, OTHERWISE)
    if case.state == State.WITHDRAWN:
        explanation = f"{explanation} {withdrawal.told_there(case)}".strip()
    visit = visit_status.of(case, at=at) if case.submitted_at else None
    return StatusView(
        reference=case.reference or "",
        headline=headline,
        explanation=explanation,
        steps=[*_happened(case), *_ahead(case)],
        next_step=_next_step(case, next_step, visit),
        until=_until(case),
        can=_actions(case, visit, at),
        visit=visit,
        money=money_back.sentences(case, at=at),
    )


def _left(case: Declaration, at: datetime) -> StatusView:
    """The contents are gone. Where they went to the authority, that is what the sponsor can still know here."""
    words = OTHERWISE
    if stone := stones.of(case.id, at=at):
        told = {"authority": stone.authority, "day": long_date(stone.handed_over_at)}
        words = (HANDED_OVER[0], HANDED_OVER[1] % told, HANDED_OVER[2])
    headline, explanation, next_step = words
    return StatusView(
        reference=case.reference or "", headline=headline, explanation=explanation, steps=[], next_step=next_step,
        until=None, can=[], money=money_back.sentences(case, at=at),
    )  # fmt: skip


def _next_step(case: Declaration, usual: Any, visit: VisitView | None) -> Any:
    """A question that is open comes first; else the visit, booked or to be booked, is the next step."""
    return usual if visit is None or case.state in WAITING else visit.next_step


def _happened(case: Declaration) -> list[Step]:
    """From the trail: what happened, when. The last is where the case stands now."""
    entries = AuditEntry.objects.filter(case_id=case.id, action__in=list(_PAST)).order_by("at", "id")
    rows = _moves_as_one(list(entries.values_list("action", "at", "details")))
    steps = [Step(_PAST[action], _when(details), at, "done") for action, at, details in rows[:-1]]
    return steps + [
        Step(_NOW.get(action, _PAST[action]), _when(details), at, "now") for action, at, details in rows[-1:]
    ]


def _moves_as_one(rows: list[_Row]) -> list[_Row]:
    """A move ends one booking and makes another: it is told once, with the new day."""
    found: list[_Row] = []
    for action, at, details in rows:
        if action == "visit.booked" and found and found[-1][:2] == ("visit.moved", at):
            found[-1] = ("visit.moved", at, details)
        else:
            found.append((action, at, details))
    return found


def _when(details: dict[str, Any]) -> str:
    """The visit's day or the authority's words, where the entry is about them."""
    if "code" in details:
        return str(status_in_words(details["code"]))
    moment = details.get("starts_at")
    return day_and_time(datetime.fromisoformat(moment)) if moment else ""


def _ahead(case: Declaration) -> list[Step]:
    """What usually still comes, by the way of filing."""
    path: list[tuple[tuple[str, ...], Any]] = [
        ((State.DRAFT, State.SEALED), _("Antrag eingegangen")),
        ((State.DRAFT, State.SEALED, State.SUBMITTED), _("Prüfung durch die Behörde")),
        ((State.DRAFT, State.SEALED, State.SUBMITTED, State.WITH_AUTHORITY_SYSTEM, State.IN_REVIEW, State.DOCUMENTS_REQUESTED, State.CHECKED, State.SECURITY_REQUESTED, State.HEARING), _("Entscheidung")),
    ]  # fmt: skip
    if case.mode == Mode.PREPARE:
        path.append(((*path[2][0], State.APPROVED, State.SIGNING_DUE), _("Unterschrift in der Behörde")))
    path.append(((*path[-1][0], State.APPROVED, State.SIGNED, State.ISSUED), _("Sie bekommen das Original")))
    return [Step(title, "", None, "next") for states, title in path if case.state in states]


def _until(case: Declaration) -> date | None:
    if case.state in (State.DRAFT, State.SEALED) and case.expires_at:
        return case.expires_at.date()
    return (
        case.due_on
        if case.state in (State.SUBMITTED, State.WITH_AUTHORITY_SYSTEM, State.IN_REVIEW, State.CHECKED, *WAITING)
        else None
    )


WAITING = (State.DOCUMENTS_REQUESTED, State.SECURITY_REQUESTED, State.HEARING)


def _actions(case: Declaration, visit: VisitView | None, at: datetime) -> list[Action]:
    actions = []
    if case.state == State.DRAFT:
        actions.append(Action("continue", _("Weiter ausfüllen")))
    if case.state == State.SEALED or (case.state in paying.DECIDED and paying.state_of(case, at=at).can_pay):
        actions.append(Action("pay", _("Gebühr bezahlen")))
    if case.state in WAITING:
        actions.append(Action("answer", _("Frage beantworten")))
    if visit is not None and visit.action:
        actions.append(Action("visit", visit.action))
    if can_withdraw(case):
        actions.append(Action("withdraw", _("Antrag zurückziehen")))
    return actions


def open_requests(case: Declaration) -> list[RequestView]:
    return requests.views_of(case, only_open=True)


def delivery_way(case: Declaration) -> str:
    """How the original reaches the sponsor in this city: pickup, post or pickup_or_post."""
    return rules_of(case).delivery
