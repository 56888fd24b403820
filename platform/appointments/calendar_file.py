"""A visit as a file that any calendar takes: one number per visit, so that a move updates and a cancellation removes.

RFC 5545 and 5546. Moments are those of the booking, never the clock's: the same booking gives the same file. It names
the authority and the kind of visit, and no person.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from email.utils import parseaddr
from typing import Any, Literal

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText

from appointments.config import Office
from appointments.models import Booking
from appointments.needs import Purpose
from configuration.authority import Authority
from configuration.queries import in_force
from kernel.clock import GERMANY
from tenants.binding import in_rehearsal

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]
TZID = "Europe/Berlin"
USUAL = timedelta(hours=1)
_WINTER, _SUMMER = timedelta(hours=1), timedelta(hours=2)


def calendar_file(
    booking: Booking, *, office: Office | None, language: str, method: Method = "PUBLISH", link: str = "",
    text: str = "", attendee: str = "",
) -> bytes:  # fmt: skip
    """``REQUEST`` for the mail of a booking or a move, ``CANCEL`` to take it out again, ``PUBLISH`` to fetch on a page.

    A mail's ``attendee`` is the address that it goes to: only so do mail programs update what they hold. ``office`` is
    ``None`` when the city's calendars do not know it any more. ``link`` and ``text`` stand in the description.
    """
    authority = in_force(at=booking.changed_at).section(Authority)
    with override(language):
        calendar = _calendar(method)
        event = _event(booking, method)
        event.add("summary", _summary(booking, authority))
        event.add("location", _place(office, authority))
        event.add("description", "\n\n".join(part for part in (text.strip(), link) if part))
        event.add("organizer", _organizer(authority))
        if attendee and method != "PUBLISH":
            event.add("attendee", _attendee(attendee))
        if method != "CANCEL":
            event.add_component(_alarm(str(event["summary"])))
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def event_file(
    *, uid: str, day: date, begins: time, ends: time | None, place: str, at: datetime, language: str
) -> bytes:
    """An appointment that the authority gave by a message of its own system: it is in no calendar of ours. German wall time;
    an unknown end is an hour later. ``at`` is when it was told.
    """
    authority = in_force(at=at).section(Authority)
    starts = datetime.combine(day, begins, tzinfo=GERMANY)
    until = datetime.combine(day, ends, tzinfo=GERMANY) if ends and ends > begins else starts + USUAL
    with override(language):
        calendar, event = _calendar("PUBLISH"), Event()
        for name, value in (("uid", f"{uid}@{settings.PLATFORM_DOMAIN}"), ("sequence", 0), ("status", "CONFIRMED")):
            event.add(name, value)
        for name, moment in (("dtstart", _local(starts)), ("dtend", _local(until)), ("dtstamp", at.astimezone(UTC))):
            event.add(name, moment)
        summary = _("Termin: %(authority)s") % {"authority": authority.name}
        event.add("summary", f"{_('Probe')}: {summary}" if in_rehearsal() else summary)
        event.add("location", place or _place(None, authority))
        event.add_component(_alarm(str(event["summary"])))
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _calendar(method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Zusage//Termine//DE")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(_zone())
    return calendar


def _event(booking: Booking, method: Method) -> Event:
    event = Event()
    event.add("uid", f"{booking.uid}@{settings.PLATFORM_DOMAIN}")
    event.add("sequence", booking.revision + (method == "CANCEL"))
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("dtstart", _local(booking.starts_at))
    event.add("dtend", _local(booking.ends_at))
    event.add("dtstamp", booking.changed_at.astimezone(UTC))
    event.add("last-modified", booking.changed_at.astimezone(UTC))
    event.add("created", booking.created_at.astimezone(UTC))
    event.add("transp", "OPAQUE")
    return event


def _local(moment: datetime) -> datetime:
    """German time; in the hour that an autumn night has twice, UTC, since there a local time means the first of the two."""
    found = moment.astimezone(GERMANY)
    return moment.astimezone(UTC) if found.fold else found


def _summary(booking: Booking, authority: Authority) -> str:
    words = _("Termin: %(purpose)s – %(authority)s") % {
        "purpose": Purpose(booking.purpose).label, "authority": authority.name,
    }  # fmt: skip
    return f"{_('Probe')}: {words}" if in_rehearsal() else words


def _place(office: Office | None, authority: Authority) -> str:
    if office is None:
        return ", ".join([authority.name, *authority.address])
    return ", ".join([office.name.of(get_language() or "de"), *(office.address or authority.address)])


def _organizer(authority: Authority) -> vCalAddress:
    """Who sends it. Nobody may answer a rehearsal to the office."""
    ours = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    address = vCalAddress(f"mailto:{ours if in_rehearsal() else authority.email or ours}")
    address.params["CN"] = vText(authority.name)
    return address


def _attendee(address: str) -> vCalAddress:
    """Has said yes already: no program asks, none sends an answer."""
    found = vCalAddress(f"mailto:{address}")
    found.params["PARTSTAT"] = vText("ACCEPTED")
    found.params["RSVP"] = vText("FALSE")
    return found


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", timedelta(days=-1))
    return alarm


def _zone() -> Timezone:
    """The rule of the European Union since 1996: at 01:00 UTC on the last Sundays of March and October."""
    zone = Timezone()
    zone.add("tzid", TZID)
    zone.add_component(_half(TimezoneDaylight(), "CEST", month=3, hour=2, before=_WINTER, after=_SUMMER))
    zone.add_component(_half(TimezoneStandard(), "CET", month=10, hour=3, before=_SUMMER, after=_WINTER))
    return zone


def _half(part: Any, name: str, *, month: int, hour: int, before: timedelta, after: timedelta) -> Any:
    part.add("dtstart", datetime(1996, month, 31 if month == 3 else 27, hour))  # noqa: DTZ001  a zone's own wall time
    part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    part.add("tzname", name)
    return part
