"""Test messages, and what has been wrong for too long. They belong to no case and hold nothing of one."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


class Echo(models.Model):
    """A test message to the city's connector, of a fictional case, marked ``test``. It is no delivery: nothing counts it,
    bills it or waits for it. The content is made up, so it lies open.

    ``route``: empty for the city's connector, *fallback* for the other. ``next_try_at``: when the next call is due (while
    claimed: when the lease ends). ``answered_at``: a message came back that names this one. ``started_by``: 0 is the shell.
    """

    city_rights = "SELECT, INSERT, UPDATE"

    class State(models.TextChoices):
        QUEUED = "queued"
        HANDED_OVER = "handed_over"
        CONFIRMED = "confirmed"
        REJECTED = "rejected"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    connector = models.CharField(max_length=40)
    route = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    message = models.BinaryField()
    summary = models.BinaryField()
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=60, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    sent_bytes = models.PositiveIntegerField(null=True)
    started_by = models.IntegerField()
    started_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    call_ended_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], name="connectors_echo_due", condition=Q(next_try_at__isnull=False)),
        ]


class Alarm(models.Model):
    """A situation that a person has to look at, from when it was noticed until it is over. One row for each situation.

    ``about``: a connector, or empty. ``since``: since when it is so. ``count``: how many it is about, at the last look.
    """

    city_rights = "SELECT, INSERT, UPDATE"

    class Kind(models.TextChoices):
        STUCK = "stuck"
        WAITING = "waiting"
        UNCONFIRMED = "unconfirmed"
        EXPIRING = "expiring"
        LINE = "line"
        COLLECTING = "collecting"
        RETURNED = "returned"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    about = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    noticed_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "about"], name="connectors_alarm_once", condition=Q(over_at__isnull=True)
            ),
        ]


class AlarmMail(models.Model):
    """One mail to one member of staff (0: to the office) about one situation. It holds no address."""

    city_rights = "SELECT, INSERT, UPDATE"

    class State(models.TextChoices):
        PLANNED = "planned"
        SENT = "sent"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="mails")
    staff = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=60, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alarm", "staff"], name="connectors_alarm_mail_once"),
        ]
