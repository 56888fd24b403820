"""A calendar that a clerk subscribes to, as a file: times, purposes and references, never a name.

Calendar services copy what they read to wherever they please, so nothing stands in it that tells who comes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from icalendar import Calendar, Event

from accounts.roles import SEE_VISITS
from accounts.staff.models import Staff
from appointments.agenda import CAME, place_name
from appointments.config import AppointmentRules
from appointments.models import Booking, Feed, Seat
from appointments.needs import Purpose
from audit.operations import record, staff
from configuration.queries import in_force
from kernel.codes import digest, new_secret
from kernel.errors import Refusal
from ui.formats import in_fours

BACK, AHEAD = timedelta(days=7), timedelta(days=60)
NOTED_EVERY = timedelta(hours=1)
MOST_FEEDS = 10


class UnableToSubscribe(Refusal):
    """``too_many``: this person has ten already. ``no_such_office``, ``no_such_counter``."""

    code = "too_many"


@dataclass(frozen=True)
class File:
    """The calendar's text and its mark: the same as long as nothing in it changes."""

    content: bytes
    mark: str


def subscribe(*, staff_id: int, office: str, resource: str, at: datetime) -> tuple[Feed, str]:
    """Makes a subscription; answers it with its secret, which nobody can read again. Joins the transaction."""
    rules = in_force(at=at).section(AppointmentRules)
    place = rules.office(office)
    if office and place is None:
        raise UnableToSubscribe(code="no_such_office")
    if resource and (place is None or place.counter(resource) is None):
        raise UnableToSubscribe(code="no_such_counter")
    if len(of_staff(staff_id)) >= MOST_FEEDS:
        raise UnableToSubscribe()
    secret = new_secret()
    made = Feed.objects.create(
        staff_id=staff_id, digest=digest(secret), office=office, resource=resource, created_at=at
    )  # fmt: skip
    record(action="feed.made", actor=staff(staff_id), at=at, feed=made.id)
    return made, secret


def revoke(*, feed_id: int, staff_id: int, at: datetime) -> None:
    """Ends a subscription of this person; its address answers nobody any more. Twice is once, another's is left alone."""
    if Feed.objects.filter(id=feed_id, staff_id=staff_id, revoked_at=None).update(revoked_at=at):
        record(action="feed.revoked", actor=staff(staff_id), at=at, feed=feed_id)


def of_staff(staff_id: int) -> list[Feed]:
    """The subscriptions that are read, oldest first."""
    return list(Feed.objects.filter(staff_id=staff_id, revoked_at=None).order_by("created_at", "id"))


def open_feed(secret: str, *, at: datetime) -> Feed | None:
    """The subscription behind an address; ``None``: unknown, revoked, or its owner works here no more.

    That it was read is noted once an hour at most.
    """
    found = Feed.objects.filter(digest=digest(secret), revoked_at=None).first()
    owner = Staff.objects.filter(id=found.staff_id).first() if found else None
    if found is None or owner is None or not owner.may(SEE_VISITS):
        return None
    if found.read_at is None or at - found.read_at > NOTED_EVERY:
        Feed.objects.filter(id=found.id).update(read_at=at)
    return found


def file_of(feed: Feed, *, name: str, at: datetime) -> File:
    """From seven days ago to sixty ahead. ``name``: what the calendar is called in a clerk's program."""
    rules = in_force(at=at).section(AppointmentRules)
    with override("de"):
        content = _calendar(name, rules, _visits(feed, at), {seat.id: seat for seat in Seat.objects.all()})
    return File(content, hashlib.sha256(content).hexdigest()[:32])


def _visits(feed: Feed, at: datetime) -> list[Booking]:
    rows = Booking.objects.select_related("case").filter(
        state__in=CAME, starts_at__gte=at - BACK, starts_at__lt=at + AHEAD
    )
    if feed.office:
        rows = rows.filter(office=feed.office)
    if feed.resource:
        rows = rows.filter(seat__in=Seat.objects.filter(office=feed.office, resource=feed.resource).values("id"))
    return list(rows.order_by("starts_at", "id"))


def _calendar(name: str, rules: AppointmentRules, visits: list[Booking], seats: dict[int, Seat]) -> bytes:
    made = Calendar()
    for key, value in (
        ("version", "2.0"), ("prodid", "-//Zusage//Termine//DE"), ("method", "PUBLISH"), ("x-wr-calname", name),
        ("x-published-ttl", "PT1H"),
    ):  # fmt: skip
        made.add(key, value)
    for visit in visits:
        made.add_component(_event(rules, visit, seats.get(visit.seat or 0)))
    content: bytes = made.to_ical()
    return content


def _event(rules: AppointmentRules, visit: Booking, seat: Seat | None) -> Event:
    office = rules.office(visit.office)
    made, parts = Event(), [str(Purpose(visit.purpose).label), _persons(visit)]
    if seat is not None:
        parts.append(place_name(office, seat.resource, seat.place))
    values: dict[str, Any] = {
        "uid": str(visit.uid), "sequence": visit.revision, "dtstamp": visit.changed_at, "dtstart": visit.starts_at,
        "dtend": visit.ends_at, "summary": " · ".join(parts),
        "description": _("Vorgang %s") % in_fours(visit.case.reference or ""),
        "location": office.name.of("de") if office else visit.office, "class": "CONFIDENTIAL",
    }  # fmt: skip
    for key, value in values.items():
        made.add(key, value)
    return made


def _persons(visit: Booking) -> str:
    count = ngettext("%d Person", "%d Personen", visit.persons) % visit.persons
    return _("%s mit Dolmetscher") % count if visit.interpreter else count
