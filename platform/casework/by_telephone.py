"""A visit as the desk sees and books it: by telephone, for any purpose, without lead time and whatever the city's policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from appointments.agenda import place_name
from appointments.models import Booking, Seat
from appointments.needs import Comes, Need, Purpose
from appointments.operations import WISHES, need_of
from casework import visits
from casework.visits import Visits
from declarations import sealing
from declarations.casefile.choices import Mode
from declarations.models import Declaration
from declarations.states import OPEN_AT_DESK, State
from kernel.errors import Refusal

_FETCHED = frozenset({State.ISSUED, State.RETURNED})


class UnableToArrange(Refusal):
    """``case_closed``: nothing is left to come for. ``no_office``: the city has no office with hours."""

    code = "case_closed"


@dataclass(frozen=True)
class CaseVisit:
    """What the case page shows. ``office`` and ``place`` are names; ``can_book``: there is an office and a reason to come."""

    visits: Visits
    office: str
    place: str
    wishes: str
    can_book: bool

    @property
    def booked(self) -> Booking | None:
        return self.visits.booked

    @property
    def purpose(self) -> object:
        return Purpose(self.booked.purpose).label if self.booked else ""

    @property
    def comes(self) -> object:
        return Comes(self.booked.comes).label if self.booked else ""


def of_case(case: Declaration, there: Visits, *, at: datetime) -> CaseVisit:
    """In the caller's transaction. ``there``: what ``visits.of`` answered."""
    rules = visits.rules(at=at)
    booked = there.booked
    office = rules.office(booked.office) if booked else None
    seat = Seat.objects.filter(id=booked.seat or 0).first() if booked else None
    return CaseVisit(
        visits=there,
        office=office.name.of("de") if office else (booked.office if booked else ""),
        place=place_name(office, seat.resource, seat.place) if seat else "",
        wishes=_wishes(booked),
        can_book=case.state in OPEN_AT_DESK and bool(rules.offices),
    )


def _wishes(booked: Booking | None) -> str:
    if booked is None or not booked.sealed_wishes:
        return ""
    found: str = sealing.cipher(booked.case_id).open_json(booked.sealed_wishes, WISHES)
    return found


def require_arrangeable(case: Declaration, *, at: datetime) -> None:
    """Refuses with ``UnableToArrange``."""
    if case.state not in OPEN_AT_DESK:
        raise UnableToArrange()
    if not visits.rules(at=at).offices:
        raise UnableToArrange(code="no_office")


def usual_need(case: Declaration, booked: Booking | None, *, at: datetime) -> Need:
    """What the form begins with: what is booked, what the process waits for, or advice."""
    if booked is not None:
        return need_of(booked)
    purpose = visits.purpose_of(case, at=at)
    if purpose is None:
        by_state = Purpose.PICKUP if case.state in _FETCHED else Purpose.ADVICE
        purpose = Purpose.SIGNING if case.mode == Mode.PREPARE and case.state == State.SIGNING_DUE else by_state
    return Need(purpose)
