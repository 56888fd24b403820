"""What is still open in a case: what a clerk has to mend, weigh or know before deciding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from casework.exhibits import Exhibit
from casework.requests import RequestView
from casework.sheet import against
from connectors.queries import DeliveryView
from connectors.states import State as DeliveryState
from creditcheck import wording
from creditcheck.parts import Effect
from creditcheck.worksheet import Worksheet
from declarations.models import Declaration
from declarations.states import State
from documents.states import State as DocumentState
from ui.formats import long_date

SOON_DAYS = 14
_UNDECIDED = (
    State.SUBMITTED, State.IN_REVIEW, State.DOCUMENTS_REQUESTED, State.CHECKED, State.SECURITY_REQUESTED, State.HEARING,
    State.WITH_AUTHORITY_SYSTEM,
)  # fmt: skip


@dataclass(frozen=True)
class OpenPoint:
    """``weight``: stop (speaks against a decision), warn (weigh it) or info. ``ask_for``: a document kind to ask for."""

    weight: str
    text: str
    ask_for: str = ""


@dataclass(frozen=True)
class Matters:
    """What open points follow from."""

    case: Declaration
    exhibits: list[Exhibit]
    worksheet: Worksheet
    requests: list[RequestView]
    deliveries: list[DeliveryView]
    payment: str
    finding_outdated: bool


def open_points_of(matters: Matters, *, today: date) -> list[OpenPoint]:
    """The heaviest first. Empty once everything is decided and delivered."""
    found = [*_deliveries(matters.deliveries), *_requests(matters, today)]
    if matters.case.state in _UNDECIDED:
        found += [*_papers(matters.exhibits), *_figures(matters), *_time(matters, today)]
    if matters.payment in ("due", "under_way"):
        found.append(OpenPoint("info", _("Die Gebühr ist noch nicht bezahlt.")))
    if matters.payment == "at_pickup":
        found.append(OpenPoint("info", _("Die Gebühr ist offen. Nehmen Sie sie bei der Übergabe an.")))
    if matters.payment == "at_counter":
        found.append(OpenPoint("info", _("Die Gebühr ist offen. Sie wird in der Behörde bezahlt, bar oder mit Karte.")))
    order = {"stop": 0, "warn": 1, "info": 2}
    return sorted(found, key=lambda point: order[point.weight])


def _papers(exhibits: Iterable[Exhibit]) -> Iterator[OpenPoint]:
    for exhibit in exhibits:
        if exhibit.missing:
            yield OpenPoint("stop", _("Es fehlt: %s.") % exhibit.label, ask_for=exhibit.kind)
        if any(document.state == DocumentState.QUARANTINED for document in exhibit.documents):
            text = _("Noch nicht auf Schadprogramme geprüft: %s. Ansehen können Sie es.") % exhibit.label
            yield OpenPoint("info", text)


def _figures(matters: Matters) -> Iterator[OpenPoint]:
    if matters.finding_outdated:
        yield OpenPoint("stop", _("Nach der Feststellung wurden Zahlen berichtigt. Stellen Sie die Bonität neu fest."))
    for reason in against(matters.worksheet):
        weight = "warn" if reason.effect in (Effect.WARNS, Effect.UNPROVEN) else "stop"
        yield OpenPoint(weight, wording.reason_text(reason))


def _requests(matters: Matters, today: date) -> Iterator[OpenPoint]:
    waiting = [view for view in matters.requests if view.is_open]
    for view in waiting:
        if view.due_on < today:
            yield OpenPoint("warn", _("Die Frist für eine Antwort ist seit dem %s vorbei.") % long_date(view.due_on))
        else:
            yield OpenPoint("info", _("Wir warten bis zum %s auf eine Antwort.") % long_date(view.due_on))
    answered = [view for view in matters.requests if view.answered_at]
    if answered and not waiting and matters.case.state in (State.IN_REVIEW, State.SECURITY_REQUESTED, State.HEARING):
        yield OpenPoint("warn", _("Die Antwort ist da. Lesen Sie sie bitte."))


def _time(matters: Matters, today: date) -> Iterator[OpenPoint]:
    entry = matters.case.entry_on
    if entry is None:
        return
    days = (entry - today).days
    if days < 0:
        yield OpenPoint("warn", _("Die geplante Einreise war am %s.") % long_date(entry))
    elif days <= SOON_DAYS:
        yield OpenPoint("warn", _("Die Einreise ist schon am %s geplant.") % long_date(entry))


def _deliveries(deliveries: Iterable[DeliveryView]) -> Iterator[OpenPoint]:
    for view in deliveries:
        if view.state in (DeliveryState.REJECTED, DeliveryState.FAILED, DeliveryState.PAUSED):
            yield OpenPoint("stop", _("Übergabe an das Fachverfahren: %s") % view.explanation)
