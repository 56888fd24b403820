"""Slots taken, and what leads to them. In the clear stand times, places and states; what a person typed is sealed.

That no slot is sold twice is the database's word: ``appointments_never_twice``. Whatever the code believes, two visits
that take up the same seat at the same moment cannot both be stored.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from appointments.needs import Comes, Purpose
from appointments.states import ACTIVE, OCCUPYING, PENDING, State
from declarations.models import Declaration

# A hold that overlaps the visit it would replace takes up only the rest (``slots.take``); once it is a visit, all of it.
_PERHAPS_NARROW = sorted({State.HELD, State.CANCELLED, State.EXPIRED})


class Seat(models.Model):
    """A place at which one visit at a time is served: a counter, or one of several places at it. Made when first needed.

    Its number stands in the bookings, so that a counter may be renamed or taken away and its bookings stay where they are.
    """

    office = models.CharField(max_length=40)
    resource = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "resource", "place"], name="appointments_seat_once"),
        ]


class Booking(models.Model):
    """One visit at one time. Times are UTC; from ``busy_from`` to ``busy_until`` the seat is taken (with its buffer).

    A move is a new row: the old one is *moved*, the new one takes over ``uid`` and the next ``revision``, by which
    calendars of people know it. ``seat`` is null where the city's own system keeps the calendar (``system``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="bookings")
    state = models.CharField(max_length=9, choices=State.choices, default=State.HELD)
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    comes = models.CharField(max_length=14, choices=Comes.choices, default=Comes.SPONSOR)
    persons = models.PositiveSmallIntegerField(default=1)
    interpreter = models.BooleanField(default=False)
    office = models.CharField(max_length=40)
    seat = models.BigIntegerField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    busy_from = models.DateTimeField()
    busy_until = models.DateTimeField()
    held_until = models.DateTimeField(null=True)
    uid = models.UUIDField(default=uuid.uuid4)
    revision = models.PositiveIntegerField(default=0)
    via = models.CharField(max_length=8)
    ended_by = models.CharField(max_length=16, blank=True)
    sealed_wishes = models.BinaryField(null=True)
    system = models.CharField(max_length=20, blank=True)
    sealed_reservation = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="appointments_never_twice",
                expressions=[
                    # A range of one number instead of the number: so no extension is needed for the index.
                    (Func(F("seat"), F("seat"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func(F("busy_from"), F("busy_until"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=sorted(OCCUPYING)) & Q(seat__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=sorted(ACTIVE)), name="appointments_one_visit_per_case"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=State.HELD), name="appointments_one_hold_per_case"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=State.OFFERED), name="appointments_one_offer_per_case"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="appointments_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(PENDING)) | Q(held_until__isnull=False), name="appointments_pending_ends"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), busy_until__gte=F("busy_from"))
                & (Q(state__in=_PERHAPS_NARROW) | Q(busy_from__lte=F("starts_at"), busy_until__gte=F("ends_at"))),
                name="appointments_times_in_order",
            ),
            models.CheckConstraint(condition=Q(seat__isnull=False) | ~Q(system=""), name="appointments_has_a_place"),
        ]
        indexes: ClassVar = [
            # One for the calendar's days and for what is taken: each index more is paid for by everybody who wants a slot.
            models.Index(fields=["starts_at"], name="appointments_day"),
        ]


class Invitation(models.Model):
    """The right to book one visit for a case. The mailed link carries its number, signed; ended, the link says so.

    ``waits_since``: the city's own system could not be reached; the sponsor is told when it can be again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="invitations")
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    waits_since = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="appointments_one_invitation"),
        ]


class WaitingEntry(models.Model):
    """Somebody who would rather come earlier. ``first_day`` and ``last_day`` bound what suits, both included.

    ``offer`` is the booking that is on offer now: never two at once (the case has one offer at most).
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        OFFERED = "offered"
        TAKEN = "taken"
        ENDED = "ended"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="waiting")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    comes = models.CharField(max_length=14, choices=Comes.choices, default=Comes.SPONSOR)
    persons = models.PositiveSmallIntegerField(default=1)
    interpreter = models.BooleanField(default=False)
    office = models.CharField(max_length=40, blank=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    offer = models.ForeignKey(Booking, null=True, on_delete=models.SET_NULL, related_name="+")
    offers_made = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=["waiting", "offered"]), name="appointments_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "offered", "taken", "ended"]), name="appointments_waiting_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["since"], name="appointments_line", condition=Q(state="waiting")),
        ]


class CalendarChange(models.Model):
    """What the desk changed beside the published calendar: closed, opened once, or took such a change back.

    Append-only, and so the history of itself. ``resource`` empty: the whole office. ``reason`` is shown to people.
    """

    city_rights = "SELECT, INSERT"

    class Kind(models.TextChoices):
        CLOSED = "closed"
        OPENED = "opened"
        TAKEN_BACK = "taken_back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    office = models.CharField(max_length=40)
    resource = models.CharField(max_length=40, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    takes_back = models.OneToOneField("self", null=True, on_delete=models.CASCADE, related_name="taken_back_by")
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointments_change_in_order"),
            models.CheckConstraint(
                condition=Q(kind__in=["closed", "opened", "taken_back"]), name="appointments_change_known"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["office", "ends_at"], name="appointments_changes")]


class Feed(models.Model):
    """A calendar that a clerk subscribed to. Whoever knows the secret reads it until it is revoked; kept as a digest."""

    staff_id = models.BigIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    office = models.CharField(max_length=40, blank=True)
    resource = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)


class Attempt(models.Model):
    """Somebody tried to take a slot, or had a code mailed. ``key`` is a keyed digest of what is counted, by which nobody is
    found again: a case, a network address, the city. Counted, then deleted; insert-only, so counting is never a lock."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "at"], name="appointments_attempts")]


class MailedCode(models.Model):
    """A short code that was mailed to the case's address, asked for when a city's calendar is under attack.

    Sealed with the case's key; gone once it was typed: then the case is ``vouched_until``.
    """

    case = models.OneToOneField(Declaration, on_delete=models.CASCADE, related_name="+")
    sealed_code = models.BinaryField(null=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    vouched_until = models.DateTimeField(null=True)


class Tidying(models.Model):
    """At that hour somebody looks after what was left behind: the row stands for a timer in the outbox. One an hour, or a few
    where several came first at the same moment: nobody waits for another because of it."""

    due_at = models.DateTimeField(db_index=True)
