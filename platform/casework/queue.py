"""The clerk's queue: what is due first, with the reason why it is on top."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from casework import stones
from casework.models import SponsorRequest
from declarations import sealing
from declarations.models import Declaration
from declarations.operations import ANSWERS
from declarations.states import OPEN_AT_DESK, State
from kernel.clock import german_day, german_midnight
from kernel.codes import normalise

PAGE = 25


@dataclass(frozen=True)
class QueueFilter:
    """``state`` is a state, empty for all open ones, ``all``, or ``STONES``. ``text`` is a reference (names are sealed)."""

    state: str = ""
    mine: bool = False
    overdue: bool = False
    text: str = ""


@dataclass(frozen=True)
class QueueRow:
    case_id: uuid.UUID
    reference: str
    state: str
    state_label: Any
    mode: str
    sponsor_name: str
    guest_name: str
    address: str
    submitted_at: datetime | None
    due_on: date | None
    overdue: bool
    reason: Any
    assigned_to: int | None


@dataclass(frozen=True)
class Page:
    rows: list[QueueRow]
    total: int
    number: int
    pages: int


STATE_LABELS: dict[str, Any] = {
    State.SUBMITTED: _("Neu eingegangen"),
    State.WITH_AUTHORITY_SYSTEM: _("Beim Fachverfahren"),
    State.IN_REVIEW: _("In Prüfung"),
    State.DOCUMENTS_REQUESTED: _("Wartet auf Nachweise"),
    State.CHECKED: _("Geprüft"),
    State.SECURITY_REQUESTED: _("Wartet auf Sicherheit"),
    State.HEARING: _("Anhörung"),
    State.APPROVED: _("Anerkannt"),
    State.SIGNING_DUE: _("Wartet auf Unterschrift"),
    State.SIGNED: _("Unterschrieben"),
    State.ISSUED: _("Ausgestellt"),
    State.HANDED_OVER: _("Übergeben"),
    State.POSTED: _("Verschickt"),
    State.RETURNED: _("Post zurückgekommen"),
    State.REFUSED: _("Abgelehnt"),
    State.WITHDRAWN: _("Zurückgezogen"),
    State.FORWARDED: _("Weiterverwiesen"),
    State.CLOSED_BY_TIME: _("Ohne Ergebnis abgeschlossen"),
    State.SEALED: _("Zahlung offen"),
}
# What is left of cases whose contents went after their handover. Others that were erased are on no list.
STONES, STONE_LABEL = "gone", _("Übergeben, hier gelöscht")
_ON_TOP: dict[str, Any] = {
    State.SUBMITTED: _("Neu: noch niemand zuständig"),
    State.IN_REVIEW: _("Weiterprüfen"),
    State.DOCUMENTS_REQUESTED: _("Antwort steht aus"),
    State.HEARING: _("Anhörung läuft"),
    State.SECURITY_REQUESTED: _("Sicherheit steht aus"),
    State.CHECKED: _("Entscheidung steht an"),
    State.APPROVED: _("Urkunde ausstellen"),
    State.SIGNED: _("Urkunde ausstellen"),
    State.ISSUED: _("Übergeben oder verschicken"),
    State.WITH_AUTHORITY_SYSTEM: _("Ergebnis melden"),
    State.SIGNING_DUE: _("Kommt zur Unterschrift"),
    State.RETURNED: _("Post neu verschicken"),
}

_ANSWERABLE = (State.IN_REVIEW, State.HEARING, State.SECURITY_REQUESTED)
# The period was the sponsor's: now the desk has to go on.
_WHEN_OVERDUE: dict[str, Any] = {
    State.DOCUMENTS_REQUESTED: _("Keine Antwort: weiterprüfen oder entscheiden"),
    State.HEARING: _("Anhörung vorbei: entscheiden"),
    State.SECURITY_REQUESTED: _("Keine Antwort: weiterprüfen oder entscheiden"),
}


def search(*, filters: QueueFilter, staff_id: int, at: datetime, page: int = 1) -> Page:
    """One page, due first. Three statements whatever the number of rows: count, rows, keys."""
    today = german_day(at)
    found = (
        _filtered(filters, staff_id, today)
        .annotate(is_answered=_answered())
        .order_by(F("due_on").asc(nulls_last=True), "submitted_at", "id")
    )
    total = found.count()
    pages = max((total + PAGE - 1) // PAGE, 1)
    number = min(max(page, 1), pages)
    cases = list(found[(number - 1) * PAGE : number * PAGE])
    ciphers = sealing.ciphers(case.id for case in cases)
    return Page([_row(case, ciphers.get(case.id), today) for case in cases], total, number, pages)


def _filtered(filters: QueueFilter, staff_id: int, today: date) -> QuerySet[Declaration]:
    received = ~Q(state__in=[State.DRAFT, State.ABANDONED, State.LAPSED, State.ERASED])
    found = Declaration.objects.filter(stones.is_stone() if filters.state == STONES else received)
    if filters.text.strip():
        named = Declaration.objects.filter(reference=normalise(filters.text))
        return named.filter(received | stones.is_stone())
    if filters.state == "":
        found = found.filter(state__in=OPEN_AT_DESK)
    elif filters.state not in ("all", STONES):
        found = found.filter(state=filters.state)
    if filters.mine:
        found = found.filter(assigned_to=staff_id)
    if filters.overdue:
        found = found.filter(Q(due_on__lt=today))
    return found


def _answered() -> Exists:
    """Whether the sponsor answered, and nothing has happened since."""
    return Exists(SponsorRequest.objects.filter(case=OuterRef("pk"), answered_at__gte=OuterRef("changed_at")))


def counts() -> dict[str, int]:
    """How many cases stand where: for the filter's labels and the city's report. No persons."""
    rows = Declaration.objects.values_list("state").annotate(number=Count("id"))
    return dict(rows)


def count_of_stones() -> int:
    return Declaration.objects.filter(stones.is_stone()).count()


def filed(*, at: datetime) -> dict[str, int]:
    """How many cases came in today and within thirty days: for the city's report."""
    came = Declaration.objects.filter(submitted_at__gte=at - timedelta(days=30), submitted_at__lte=at)
    rows = came.aggregate(month=Count("id"), today=Count("id", filter=Q(submitted_at__gte=german_midnight(at))))
    return {"filed_today": rows["today"], "filed_month": rows["month"]}


def _reason(case: Declaration, *, overdue: bool) -> Any:
    """Why the case stands where it stands: in the list's words, what to do next."""
    if getattr(case, "is_answered", False) and case.state in _ANSWERABLE:
        return _("Antwort ist da")
    return (overdue and _WHEN_OVERDUE.get(case.state)) or _ON_TOP.get(case.state, "")


def _row(case: Declaration, cipher: sealing.CaseCipher | None, today: date) -> QueueRow:
    answers: dict[str, Any] = (
        cipher.open_json(case.sealed_answers or b"", ANSWERS) if cipher and case.sealed_answers else {}
    )
    sponsor, guest = answers.get("sponsor") or {}, answers.get("guest") or {}
    overdue = bool(case.due_on and case.due_on < today and case.state in OPEN_AT_DESK)
    return QueueRow(
        case.id, case.reference or "", case.state, _label(case), case.mode,
        _name(sponsor.get("name") or {}), _name(guest.get("name") or {}), masked_address(sponsor.get("address") or {}),
        case.submitted_at, case.due_on, overdue, _reason(case, overdue=overdue),
        case.assigned_to,
    )  # fmt: skip


def _label(case: Declaration) -> Any:
    return STONE_LABEL if case.state == State.ERASED else STATE_LABELS.get(case.state, case.state)


def _name(name: dict[str, Any]) -> str:
    return ", ".join(part for part in (name.get("family_name"), name.get("given_names")) if part)


def masked_address(address: dict[str, Any]) -> str:
    """One line for lists; an address under an information lock is not shown there."""
    if address.get("address_lock"):
        return "•••"
    street = f"{address.get('street', '')} {address.get('house_number', '')}".strip()
    return ", ".join(part for part in (street, address.get("city", "")) if part)
