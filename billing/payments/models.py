"""Payments, what happened to them, and the provider's messages. No personal data in any of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from billing.payments.states import LIVE, State
from declarations.models import Declaration

# Rows that bookkeeping rests on are never deleted by the application.
KEPT = "SELECT, INSERT, UPDATE"


class Payment(models.Model):
    """One attempt to take one fee: one page at the provider. Paying again makes another row.

    Everything that is sent to open the page stands here, so that the call can be repeated word for word after a crash.
    ``lines`` is the fee as it was quoted: code, label in the payer's language, count, unit_cents, amount_cents.
    ``attention`` is a code for why a person has to look, empty when nobody needs to.
    """

    city_rights = KEPT

    class Purpose(models.TextChoices):
        FEE = "fee"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="payments")
    purpose = models.CharField(max_length=12, choices=Purpose.choices, default=Purpose.FEE)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    amount_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    lines = models.JSONField()
    cash_reference = models.CharField(max_length=27, unique=True)
    provider = models.CharField(max_length=20)
    account = models.CharField(max_length=80)
    idempotency_key = models.CharField(max_length=80, unique=True)
    provider_ref: models.CharField[str | None, str | None] = models.CharField(max_length=255, null=True)
    provider_raw_ref = models.CharField(max_length=255, blank=True, db_index=True)
    language = models.CharField(max_length=2)
    methods = models.JSONField(default=list)
    success_url = models.CharField(max_length=500)
    cancel_url = models.CharField(max_length=500)
    attention = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="billing_payments_state_known"),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="billing_payments_amount_positive"),
            models.CheckConstraint(
                condition=~Q(state=State.PAID) | Q(paid_at__isnull=False), name="billing_payments_paid_has_time"
            ),
            models.UniqueConstraint(fields=["provider", "provider_ref"], name="billing_payments_ref_once"),
            models.UniqueConstraint(
                fields=["declaration", "purpose"],
                condition=Q(state__in=sorted(LIVE)),
                name="billing_payments_one_live",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["attention"], name="billing_payments_attention", condition=~Q(attention="")),
        ]


class PaymentEvent(models.Model):
    """The time-line of a payment, append-only. ``source`` is where the news came from."""

    city_rights = "SELECT, INSERT"

    class Source(models.TextChoices):
        START = "start"
        NOTIFICATION = "notification"
        POLL = "poll"
        RETURN = "return"
        DESK = "desk"
        TIMER = "timer"

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    source = models.CharField(max_length=14, choices=Source.choices)
    details = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["payment", "id"], name="billing_payments_timeline")]


class ProviderInbox(models.Model):
    """A verified message of the provider, once per event: where it says to look, and a hash of what it was.

    Its body is not kept: it names the payer, and what is true is asked from the provider anyway.
    """

    city_rights = KEPT

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=255)
    account = models.CharField(max_length=80)
    kind = models.CharField(max_length=255)
    provider_ref = models.CharField(max_length=255, blank=True)
    raw_ref = models.CharField(max_length=255, blank=True)
    our_ref = models.CharField(max_length=255, blank=True)
    body_sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="billing_payments_message_once"),
        ]
