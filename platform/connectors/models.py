"""Deliveries and every attempt at them. Content is sealed with the case's key; in the clear stand only codes and times."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from connectors.inbox_models import Alarm, AlarmMail, Echo  # noqa: F401  tables of this app too
from connectors.limit_models import Bucket  # noqa: F401  another one
from connectors.states import OPEN, State
from declarations.models import Declaration


class Delivery(models.Model):
    """One message to one authority. Its id is the message's UUID and, as text, the idempotency key.

    ``sealed_message`` and ``sealed_summary`` are written once, before the first call: every repetition sends the same
    bytes. ``next_try_at``: when it may be claimed (while claimed: when the lease ends; while handed over: when the other
    side is asked what became of it). ``error``: a code, never text. ``subject``: which of several messages of one kind.
    ``place``: the order within the case; a later message waits for the earlier ones. ``route``: empty for the city's
    connector, *fallback* when the other one took over. ``warned_at``: a person was told that no confirmation came.
    """

    city_rights = "SELECT, INSERT, UPDATE"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="deliveries")
    message_type = models.CharField(max_length=6)
    connector = models.CharField(max_length=40)
    idempotency_key = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    tries_left = models.PositiveIntegerField()
    next_try_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=60, blank=True)
    sealed_message = models.BinaryField(null=True)
    sealed_summary = models.BinaryField(null=True)
    message_bytes = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    subject = models.CharField(max_length=64, null=True)
    place = models.PositiveIntegerField(null=True)
    route = models.CharField(max_length=12, null=True)
    handed_over_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    answers = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="connectors_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.IN_FLIGHT) | Q(lease_until__isnull=False), name="connectors_flight_has_lease"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DELIVERED) | (Q(settled_at__isnull=False) & ~Q(receipt="")),
                name="connectors_delivered_has_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(OPEN)) | Q(next_try_at__isnull=False), name="connectors_open_has_time"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], name="connectors_open_due", condition=Q(state__in=sorted(OPEN))),
            models.Index(fields=["declaration", "created_at"], name="connectors_of_case"),
        ]


class DeliveryAttempt(models.Model):
    """One call, or the worker that never came back from it. ``problems``: where a message broke the schema.

    ``answer``: the technical answer of the other side, without personal data; ``sent_bytes``: what went over the wire.
    ``reached``: how far it came, written before the call: only a try that was *calling* can have arrived.
    """

    city_rights = "SELECT, INSERT, UPDATE"

    class Outcome(models.TextChoices):
        RUNNING = "running"
        DELIVERED = "delivered"
        HANDED_OVER = "handed_over"
        ABSENT = "absent"
        TEMPORARY = "temporary"
        REJECTED = "rejected"
        MISCONFIGURED = "misconfigured"
        IMPOSSIBLE = "impossible"
        LOST = "lost"

    class Reached(models.TextChoices):
        CLAIMED = "claimed"
        CALLING = "calling"
        ABSENT = "absent"

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveIntegerField()
    connector = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=14, choices=Outcome.choices, default=Outcome.RUNNING)
    error = models.CharField(max_length=60, blank=True)
    problems = models.JSONField(default=list)
    answer = models.CharField(max_length=300, null=True)
    sent_bytes = models.PositiveIntegerField(null=True)
    reached = models.CharField(max_length=8, choices=Reached.choices, null=True)
    called_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "number"], name="connectors_attempt_once"),
        ]


class ReturnedMessage(models.Model):
    """A message of the authority, kept once, before it is read. ``body_digest``: of its content, under the city's key. Sealed with the case's key once the case is known, with the
    city's until then. ``error``: why it was not carried out, a code."""

    city_rights = "SELECT, INSERT, UPDATE, DELETE"

    class State(models.TextChoices):
        NEW = "new"
        CARRIED_OUT = "carried_out"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    connector = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    message_type = models.CharField(max_length=6, blank=True)
    message_id = models.UUIDField(null=True)
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, null=True, related_name="returned_messages")
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    error = models.CharField(max_length=60, blank=True)
    sealed_body = models.BinaryField(null=True)
    sealed_with_case = models.BooleanField(default=False)
    body_digest = models.CharField(max_length=64, null=True)
    body_bytes = models.PositiveIntegerField()
    tries = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["connector", "external_id"], name="connectors_returned_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["received_at"], name="connectors_returned_new", condition=Q(state="new")),
            models.Index(fields=["declaration", "received_at"], name="connectors_returned_case"),
        ]


class Line(models.Model):
    """How it stands with one connector of the city: its circuit breaker, and where collecting goes on.

    ``open_until``: nothing is sent before then, because the last ``failures`` calls in a row had no answer.
    ``collect_due_at``: the timer that is set; ``collect_after``: nobody collects before then.
    """

    city_rights = "SELECT, INSERT, UPDATE"

    connector = models.CharField(max_length=40, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    open_since = models.DateTimeField(null=True)
    open_until = models.DateTimeField(null=True)
    cursor = models.TextField(blank=True)
    collected_at = models.DateTimeField(null=True)
    collect_error = models.CharField(max_length=60, blank=True)
    collect_errors = models.PositiveIntegerField(default=0)
    collect_due_at = models.DateTimeField(null=True)
    collect_after = models.DateTimeField(null=True)


class InterfaceKey(models.Model):
    """A key of the city's system for our own interface. The key itself is shown once; here stands only its digest."""

    city_rights = "SELECT, INSERT, UPDATE"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = models.CharField(max_length=80)
    scopes = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.IntegerField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Submission(models.Model):
    """Under which number a delivery is known at FIT-Connect, kept before anything is sent. Numbers of ours and theirs only.

    ``tags``: the authentication tags of each try. ``arrived``: the service has signed that it has the submission.
    """

    city_rights = "SELECT, INSERT, UPDATE, DELETE"

    idempotency_key = models.CharField(max_length=64, primary_key=True)
    destination = models.UUIDField()
    submission_id = models.UUIDField(unique=True)
    case_id = models.UUIDField()
    attachment_id = models.UUIDField()
    tags = models.JSONField(default=list)
    sent_bytes = models.PositiveIntegerField(default=0)
    arrived = models.BooleanField(default=False)


class Announcement(models.Model):
    """A mail to the office that cases wait at the desk. It holds neither case nor address. One is planned at a time;
    what comes while one is being sent is planned anew, after the city's interval.

    ``error``: the kind of error of the last try.
    """

    city_rights = "SELECT, INSERT, UPDATE"

    class State(models.TextChoices):
        PLANNED = "planned"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=60, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["state"], name="connectors_one_planned", condition=Q(state="planned")),
        ]
