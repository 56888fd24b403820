"""What can be done with a case now, and what is missing for what cannot: from the table of states and the city's rules.

It only says so; each operation checks for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import DECIDE_CASE, WORK_CASE
from casework.config import CaseworkRules
from casework.corrections import CORRECTABLE
from casework.models import CheckRecord, Result
from casework.requests import RequestView
from declarations.casefile.choices import Mode
from declarations.models import Declaration
from declarations.states import TRANSITIONS, State
from ui.formats import long_date

# Where an outcome may be reported from the authority's own system; from the approval on, where the paper went.
_REPORTED: dict[str, str] = {
    State.SUBMITTED: "more", State.CLOSED_BY_TIME: "more", State.WITH_AUTHORITY_SYSTEM: "next",
    State.DOCUMENTS_REQUESTED: "next", State.APPROVED: "next", State.SIGNING_DUE: "next", State.SIGNED: "next",
    State.ISSUED: "next",
}  # fmt: skip
BEFORE_DECISION = (State.SUBMITTED, State.IN_REVIEW, State.DOCUMENTS_REQUESTED, State.SECURITY_REQUESTED)

LABELS: dict[str, Any] = {
    "take_up": gettext_lazy("In Prüfung nehmen"),
    "check": gettext_lazy("Bonität feststellen"),
    "confirm": gettext_lazy("Feststellung bestätigen"),
    "approve": gettext_lazy("Anerkennen"),
    "hearing": gettext_lazy("Zur Ablehnung anhören"),
    "refuse": gettext_lazy("Ablehnen"),
    "report": gettext_lazy("Ergebnis melden"),
    "sign": gettext_lazy("Unterschrift festhalten"),
    "issue": gettext_lazy("Urkunde ausstellen"),
    "hand_over": gettext_lazy("Übergabe festhalten"),
    "post": gettext_lazy("Versand festhalten"),
    "resume": gettext_lazy("Ohne Antwort weiterprüfen"),
    "request_more": gettext_lazy("Nachfordern"),
    "security": gettext_lazy("Nach Sicherheit fragen"),
    "correct": gettext_lazy("Zahlen berichtigen"),
    "forward": gettext_lazy("Weiterverweisen"),
    "note": gettext_lazy("Notiz"),
}


@dataclass(frozen=True)
class Option:
    """``rank``: *next* (the usual next step), *decision* (shown with what is missing), *more*. Possible when nothing
    is ``missing``. ``permission`` is the one that the page asks for."""

    code: str
    rank: str
    missing: list[str] = field(default_factory=list)

    @property
    def label(self) -> Any:
        return LABELS[self.code]

    @property
    def possible(self) -> bool:
        return not self.missing

    @property
    def permission(self) -> str:
        return DECIDE_CASE if self.code in _DECIDING else WORK_CASE


_DECIDING = {"check", "confirm", "approve", "hearing", "refuse", "report", "security", "forward"}


@dataclass(frozen=True)
class Standing:
    """What the options follow from. ``viewer`` is the staff id of who looks: four eyes need another one."""

    case: Declaration
    rules: CaseworkRules
    finding: CheckRecord | None
    requests: list[RequestView]
    viewer: int
    today: date

    def may(self, target: State) -> bool:
        return TRANSITIONS.allows(self.case.state, target)


def options_of(standing: Standing) -> list[Option]:
    """Everything that is possible, and of the decisions also those that are not yet, with what they wait for."""
    return [*_steps(standing), *_decisions(standing), *_paper(standing), *_besides(standing)]


def _steps(s: Standing) -> Iterator[Option]:
    state, elsewhere = s.case.state, s.rules.way == "authority_system"
    if state == State.SUBMITTED:
        yield Option("take_up", "more" if elsewhere else "next")
    if s.may(State.CHECKED) or state == State.CHECKED:
        again = state == State.CHECKED and s.finding is not None
        yield Option("check", "more" if again or state == State.HEARING else "next")
    if s.finding and s.rules.four_eyes and s.finding.confirmed_by is None and state in (State.CHECKED, State.HEARING):
        own = [_("Bestätigen muss eine andere Person als die, die festgestellt hat.")]
        yield Option("confirm", "next", own if s.finding.decided_by == s.viewer else [])
    if elsewhere and state in _REPORTED:
        yield Option("report", _REPORTED[state])


def _decisions(s: Standing) -> Iterator[Option]:
    state = s.case.state
    if state in BEFORE_DECISION:
        if s.rules.way == "own_desk":
            yield Option("approve", "decision", [_("Die Feststellung zur Bonität fehlt.")])
    elif state in (State.CHECKED, State.HEARING):
        yield Option("approve", "decision", _lacks_for_approval(s))
    theirs = s.rules.way == "authority_system" and state == State.DOCUMENTS_REQUESTED
    if s.may(State.HEARING) and not theirs:
        yield Option("hearing", "decision")
    elif state in BEFORE_DECISION and s.rules.way == "own_desk":
        yield Option("hearing", "decision", [_("Die Feststellung zur Bonität fehlt.")])
    if state == State.HEARING:
        yield Option("refuse", "decision", _lacks_for_refusal(s))


def _lacks_for_approval(s: Standing) -> list[str]:
    if s.finding is None:
        return [_("Die Feststellung zur Bonität fehlt.")]
    lacks = []
    if s.rules.four_eyes and s.finding.confirmed_by is None:
        lacks.append(_("Eine zweite Person muss die Feststellung bestätigen."))
    if s.finding.result == Result.NOT_PROVEN:
        if s.case.state != State.HEARING:
            lacks.append(_("Die Bonität ist nicht nachgewiesen. Fragen Sie nach einer Sicherheit oder hören Sie an."))
        elif not s.rules.allow_without_proof:
            lacks.append(_("Ohne Nachweis erkennt Ihre Behörde nicht an. Stellen Sie die Bonität neu fest."))
    return lacks


def _lacks_for_refusal(s: Standing) -> list[str]:
    running = [view.due_on for view in s.requests if view.kind == "hearing" and view.is_open and view.due_on >= s.today]
    return [_("Die Anhörung läuft noch bis zum %s.") % long_date(max(running))] if running else []


def _paper(s: Standing) -> Iterator[Option]:
    if s.may(State.SIGNED):
        yield Option("sign", "next")
    if s.may(State.ISSUED) and not (s.case.state == State.APPROVED and s.case.mode == Mode.PREPARE):
        yield Option("issue", "next")
    by_post = s.rules.delivery in ("post", "pickup_or_post")
    if s.may(State.HANDED_OVER):
        yield Option("hand_over", "more" if s.rules.delivery == "post" else "next")
    if s.may(State.POSTED) and by_post:
        yield Option("post", "next")


def _besides(s: Standing) -> Iterator[Option]:
    state = s.case.state
    if state == State.DOCUMENTS_REQUESTED:
        yield Option("resume", "next")
    if s.may(State.DOCUMENTS_REQUESTED) or state == State.DOCUMENTS_REQUESTED:
        yield Option("request_more", "more")
    if s.may(State.SECURITY_REQUESTED):
        negative = s.finding is not None and s.finding.result == Result.NOT_PROVEN
        yield Option("security", "next" if negative else "more")
    if state in CORRECTABLE:
        yield Option("correct", "more")
    if s.may(State.FORWARDED):
        yield Option("forward", "more")
    yield Option("note", "more")
