"""The visits of one day as the desk needs them: who comes, and in few words what is missing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments import agenda
from appointments.agenda import Agenda, place_name
from appointments.config import AppointmentRules
from appointments.models import Booking
from appointments.needs import Comes, Purpose
from appointments.operations import WISHES
from billing.fees.config import FeesConfig
from billing.payments import queries as payments
from casework import paying, reliefs
from casework.models import FeeDecision, SponsorRequest
from casework.queue import STATE_LABELS
from casework.submission import fee_of
from configuration import queries as configuration
from configuration.queries import Configuration
from declarations import sealing
from declarations.models import Declaration
from declarations.operations import ANSWERS, CASE
from declarations.sealing import CaseCipher
from declarations.states import State
from documents import matrix
from documents import queries as documents
from documents.config import DocumentRules
from documents.facts import facts_of
from kernel.clock import german_day

_UNDECIDED = frozenset({
    State.SUBMITTED, State.IN_REVIEW, State.DOCUMENTS_REQUESTED, State.CHECKED, State.SECURITY_REQUESTED, State.HEARING,
    State.WITH_AUTHORITY_SYSTEM,
})  # fmt: skip


@dataclass(frozen=True)
class VisitRow:
    """``outside``: the calendar is closed then by now. ``name`` is empty where the case's data are gone."""

    booking: Booking
    place: str
    office: str
    name: str
    wishes: str
    missing: list[str]
    outside: bool

    @property
    def reference(self) -> str:
        return self.booking.case.reference or ""

    @property
    def case_state(self) -> Any:
        return STATE_LABELS.get(self.booking.case.state, self.booking.case.state)

    @property
    def purpose(self) -> Any:
        return Purpose(self.booking.purpose).label

    @property
    def comes(self) -> str:
        """„beide Erklärenden, 2 Personen, mit Dolmetscher“."""
        parts = [str(Comes(self.booking.comes).label)]
        if self.booking.persons > 1:
            parts.append(ngettext("%d Person", "%d Personen", self.booking.persons) % self.booking.persons)
        if self.booking.interpreter:
            parts.append(_("mit Dolmetscher"))
        return ", ".join(parts)


@dataclass(frozen=True)
class Day:
    day: date
    rules: AppointmentRules
    agenda: Agenda
    visits: list[VisitRow]
    waiting: int


@dataclass(frozen=True)
class _Known:
    """What was gathered about all cases of the day at once."""

    today: Configuration
    versions: dict[int, Configuration]
    kinds: dict[uuid.UUID, set[str]]
    asked: set[uuid.UUID]
    paid: set[uuid.UUID]
    decided: dict[uuid.UUID, FeeDecision]
    at: datetime


def of(*, day: date, at: datetime, office: str = "") -> Day:
    """A bounded number of statements, whatever the number of visits. In the caller's transaction, who records the look."""
    today = configuration.in_force(at=at)
    rules = today.section(AppointmentRules)
    found = agenda.of_day(rules, day=day, at=at, office=office)
    cases = {visit.case_id: visit.case for visit in found.visits}
    known, ciphers = _known(today, cases.values(), at), sealing.ciphers(cases)
    rows = [_row(visit, found, rules, ciphers.get(visit.case_id), known) for visit in found.visits]
    return Day(day, rules, found, rows, agenda.waiting_length(office))


def _known(today: Configuration, cases: Iterable[Declaration], at: datetime) -> _Known:
    ids = [case.id for case in cases]
    numbers = {case.configuration or 1 for case in cases}
    open_requests = SponsorRequest.objects.filter(case__in=ids, answered_at=None, closed_at=None)
    return _Known(
        today=today,
        versions={number: configuration.of_number(number) for number in numbers},
        kinds=documents.kinds_by_case(ids),
        asked=set(open_requests.values_list("case_id", flat=True)),
        paid=payments.paid_among(ids),
        decided=reliefs.latest_among(ids),
        at=at,
    )


def _row(visit: Booking, found: Agenda, rules: AppointmentRules, cipher: CaseCipher | None, known: _Known) -> VisitRow:
    office, seat = rules.office(visit.office), found.seats.get(visit.seat or 0)
    answers: dict[str, Any] = _opened(cipher, visit.case.sealed_answers, ANSWERS)
    wishes: str = _opened(cipher, visit.sealed_wishes, WISHES) or ""
    return VisitRow(
        booking=visit,
        place=place_name(office, seat.resource, seat.place) if seat else "",
        office=office.name.of("de") if office else visit.office,
        name=_name(answers),
        wishes=wishes,
        missing=_missing(visit, answers, cipher, known),
        outside=visit.id in found.outside,
    )


def _opened(cipher: CaseCipher | None, sealed: bytes | memoryview | None, place: str) -> Any:
    return cipher.open_json(sealed, place) if cipher and sealed else {}


def _name(answers: dict[str, Any]) -> str:
    name = (answers.get("sponsor") or {}).get("name") or {}
    return ", ".join(part for part in (name.get("family_name"), name.get("given_names")) if part)


def _missing(visit: Booking, answers: dict[str, Any], cipher: CaseCipher | None, known: _Known) -> list[str]:
    """Nothing: everything is there."""
    case = visit.case
    if cipher is None:
        return [_("Die Daten dieses Falls sind gelöscht.")]
    found = []
    if case.state in _UNDECIDED:
        found += _papers(case, answers, known)
    if case.id in known.asked:
        found.append(_("Antwort steht aus"))
    if _owes(case, cipher, known):
        found.append(_("Gebühr offen"))
    if visit.purpose == Purpose.PICKUP and case.state in (State.APPROVED, State.SIGNED):
        found.append(_("Urkunde noch nicht ausgestellt"))
    return found


def _papers(case: Declaration, answers: dict[str, Any], known: _Known) -> list[str]:
    facts, there = facts_of(answers, today=german_day(known.at)), known.kinds.get(case.id, set())
    asked = matrix.requirements(facts, known.today.section(DocumentRules))
    return [str(paper.label) for paper in asked if paper.required and paper.kind not in there]


def _owes(case: Declaration, cipher: CaseCipher, known: _Known) -> bool:
    version = known.versions[case.configuration or 1]
    if case.id in known.paid or not paying.is_open_by(case, version.section(FeesConfig).when):
        return False
    filing = (_opened(cipher, case.sealed_case, CASE) or {}).get("filing") or {}
    filed = german_day(case.submitted_at or known.at)
    by_law, decided = fee_of(version, mode=case.mode, on=filed), known.decided.get(case.id)
    if decided is not None:
        return bool(reliefs.after(decided, by_law).total_cents)
    return bool(filing.get("fee_cents") or by_law.total_cents)
