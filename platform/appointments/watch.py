"""The second look at everything that was left open with the city's own system: timers ring, tasks ask, rows remember.

A timer first sets the next one, then sends its task: a task that is lost with the broker is sent again.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from appointments import settling, tasks
from appointments.models import Booking, Invitation
from appointments.reconciling import is_open, pause_after
from appointments.states import State
from appointments.waiting_for_system import CHECK_DUE, waiting, watch
from outbox.models import OutboxEvent
from outbox.operations import subscribe

SOON = timedelta(seconds=15)  # whoever ended it gives it back as well, just now


@subscribe("visit.cancelled", name="appointments.give_back_cancelled")
@subscribe("visit.moved", name="appointments.give_back_moved")
def give_back_what_ended(event: OutboxEvent, at: datetime) -> None:
    """However a visit ended (the case was withdrawn, a clerk cancelled it): the city's system learns of it."""
    booking = Booking.objects.filter(id=event.payload["booking"]).exclude(system="").first()
    if booking is not None and is_open(booking, at=at):
        settling.give_back_later(booking, at=at, after=SOON)


@subscribe(settling.SETTLE_DUE, name="appointments.settle", outside=True)
@subscribe(settling.GIVE_BACK_DUE, name="appointments.give_back", outside=True)
def look_again(event: OutboxEvent, at: datetime) -> None:
    booking_id, tries = uuid.UUID(event.payload["booking"]), int(event.payload.get("tries", 0)) + 1
    with transaction.atomic():
        booking = Booking.objects.filter(id=booking_id).first()
        if booking is None or not is_open(booking, at=at):
            return
        settling.give_back_later(booking, at=at, after=pause_after(tries), tries=tries)
    tasks.reconcile.send(booking_id=str(booking_id))


@subscribe(settling.LOOK_DUE, name="appointments.look", outside=True)
def look_daily(event: OutboxEvent, at: datetime) -> None:
    booking_id = uuid.UUID(event.payload["booking"])
    with transaction.atomic():
        booking = Booking.objects.filter(id=booking_id, state=State.BOOKED).exclude(system="").first()
        if booking is None:
            return
        settling.look_tomorrow(booking, at=at)
    tasks.look.send(booking_id=str(booking_id))


@subscribe(CHECK_DUE, name="appointments.check_system", outside=True)
def check_again(event: OutboxEvent, at: datetime) -> None:
    tries = int(event.payload.get("tries", 0)) + 1
    with transaction.atomic():
        if not waiting(Invitation.objects.all(), at=at).exists():
            return
        watch(at=at, tries=tries)
    tasks.check_system.send()
