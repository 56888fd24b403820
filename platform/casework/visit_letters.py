"""Letters about a visit: when and where, what to bring, the link to change it, and the calendar file. They name nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import override

from appointments import inviting
from appointments.calendar_file import Method, calendar_file
from appointments.config import Office
from appointments.models import Booking, Invitation
from appointments.needs import Purpose
from appointments.states import ACTIVE, PENDING
from casework import letterbox, visits
from casework.to_bring import to_bring
from configuration.authority import Authority
from configuration.queries import in_force
from declarations.models import Declaration
from declarations.states import State
from ui.formats import day_and_time, long_time


def invited(case: Declaration, invitation: Invitation, template: str, *, at: datetime) -> None:
    """The link to book, and until when it is good."""
    more = {"visit_link": letterbox.visit_link(invitation), "purpose": invitation.purpose}
    _send(case, template, at=at, until=invitation.expires_at, more=more)


def about(
    case: Declaration, booking: Booking, template: str, *, at: datetime, link: bool = True, method: Method | None = None
) -> None:
    """About one visit. ``link``: with the link, good until the visit is over at least. ``method``: with its file.

    Joins the caller's transaction. An erased case gets no letter.
    """
    if case.state == State.ERASED:
        return
    address = letterbox.visit_link(_invitation(case, booking, at)) if link else ""
    with override(case.language):
        more = _words(case, booking, at) | {"visit_link": address}
    calendar = (method, file_of(case, booking, method=method, link=address, at=at)) if method else None
    _send(case, template, at=at, more=more, calendar=calendar)


def standing(case: Declaration, *, at: datetime) -> dict[str, Any]:
    """For the news of a decision: the visit that there is already, or the link to book one; else nothing."""
    found = visits.of(case, at=at)
    if found.booked is not None:
        with override(case.language):
            return {"visit_when": day_and_time(found.booked.starts_at)}
    open_one = found.invitation if found.purpose else None
    return {"visit_link": letterbox.visit_link(open_one)} if open_one else {}


def file_of(case: Declaration, booking: Booking, *, at: datetime, method: Method = "PUBLISH", link: str = "") -> str:
    """The visit's calendar file. A page that offers it takes ``PUBLISH``: it names no address."""
    with override(case.language):
        text = "\n".join(_what_to_bring(case, booking, at)) if method != "CANCEL" else ""
    return calendar_file(
        booking, office=office_of(booking, at=at), language=case.language, method=method, link=link, text=text,
        attendee=letterbox.address_of(case),
    ).decode()  # fmt: skip


def office_of(booking: Booking, *, at: datetime) -> Office | None:
    return visits.rules(at=at).office(booking.office)


def _send(
    case: Declaration, template: str, *, at: datetime, until: datetime | None = None, more: dict[str, Any],
    calendar: tuple[str, str] | None = None,
) -> None:  # fmt: skip
    if case.state != State.ERASED:
        letterbox.announce(case, template, at=at, until=until, more=more, calendar=calendar)


def _invitation(case: Declaration, booking: Booking, at: datetime) -> Invitation:
    """Good until the visit is over; of one that did not come about, for the city's whole period anew."""
    purpose, days = Purpose(booking.purpose), visits.rules(at=at).invitation_days
    until = booking.ends_at if booking.state in ACTIVE | PENDING else at + timedelta(days=days)
    return inviting.keep_open(case_id=case.id, purpose=purpose, until=until, at=at)


def _words(case: Declaration, booking: Booking, at: datetime) -> dict[str, Any]:
    office = office_of(booking, at=at)
    return {
        "purpose": booking.purpose,
        "when": day_and_time(booking.starts_at),
        "minutes": int((booking.ends_at - booking.starts_at).total_seconds()) // 60,
        "kept_until": long_time(booking.held_until),
        "bring": _what_to_bring(case, booking, at),
        **_where(office, case.language, at),
    }


def _what_to_bring(case: Declaration, booking: Booking, at: datetime) -> list[str]:
    return to_bring(case, purpose=booking.purpose, comes=booking.comes, at=at)


def _where(office: Office | None, language: str, at: datetime) -> dict[str, Any]:
    if office is None:
        authority = in_force(at=at).section(Authority)
        return {"place": [authority.name, *authority.address]}
    return {
        "place": [office.name.of(language), *office.address],
        "directions": office.directions.of(language),
        "accessibility": office.accessibility.of(language),
        "office_phone": office.phone,
    }
