"""Payments, what happened to them, and the provider's messages. No personal data in any of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import ExpressionWrapper, Q

from billing.payments.states import LIVE, DisputeStep, RefundReason, RefundStep, State, SwitchStep
from declarations.models import Declaration

# Rows that bookkeeping rests on are never deleted by the application.
KEPT = "SELECT, INSERT, UPDATE"


class Payment(models.Model):
    """One attempt to take one fee: one page at the provider. Paying again makes another row.

    Everything that is sent to open the page stands here, so that the call can be repeated word for word after a crash.
    ``lines`` is the fee as it was quoted: code, label in the payer's language, count, unit_cents, amount_cents,
    basis.
    ``attention`` is a code for why a person has to look, empty when nobody needs to. ``method`` is how it was paid, where
    that is known; ``taken_by`` the clerk who took it at the counter (provider *counter*: no page, no reference there).
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
    method: models.CharField[str | None, str | None] = models.CharField(max_length=20, null=True)
    taken_by = models.BigIntegerField(null=True)
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


class CashNumber(models.Model):
    """The city's own numbers for its cash references: each row is one number, taken for good and never given again."""

    city_rights = "SELECT, INSERT"

    range = models.CharField(max_length=20)
    taken_at = models.DateTimeField()


class Refund(models.Model):
    """Money back for one payment, whole or in part, from the proposal to the provider's answer.

    ``proposed_by`` is null where the process proposed it by a clerk's finding. Above the city's limit another person than
    the proposer (``released_by``) has to let it go. What was written as reason is sealed with the case's key.
    ``note`` is a code for what holds it up or why it failed; ``claimed_until`` is set while the provider is being asked.
    """

    city_rights = KEPT

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    state = models.CharField(max_length=10, choices=RefundStep.choices, default=RefundStep.PROPOSED)
    amount_cents = models.PositiveIntegerField()
    reason = models.CharField(max_length=20, choices=RefundReason.choices)
    sealed_remark = models.BinaryField(null=True)
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    released_by = models.BigIntegerField(null=True)
    released_at = models.DateTimeField(null=True)
    idempotency_key = models.CharField(max_length=80, unique=True)
    provider_ref = models.CharField(max_length=255, blank=True, db_index=True)
    order_number = models.CharField(max_length=27, blank=True)
    note = models.CharField(max_length=60, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="billing_payments_refund_positive"),
            models.CheckConstraint(condition=Q(state__in=RefundStep.values), name="billing_payments_refund_known"),
            models.CheckConstraint(condition=Q(reason__in=RefundReason.values), name="billing_payments_refund_reason"),
            models.UniqueConstraint(
                fields=["payment", "reason"],
                condition=Q(state__in=["proposed", "approved"]),
                name="billing_payments_refund_once",
            ),
        ]


class Dispute(models.Model):
    """A payer's bank wants the money back: a task for the treasury until it is won or lost."""

    city_rights = KEPT

    provider = models.CharField(max_length=20)
    provider_ref = models.CharField(max_length=255)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="disputes")
    amount_cents = models.PositiveIntegerField()
    reason = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=6, choices=DisputeStep.choices, default=DisputeStep.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    taken_by = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "provider_ref"], name="billing_payments_dispute_once"),
            models.CheckConstraint(condition=Q(state__in=DisputeStep.values), name="billing_payments_dispute_known"),
        ]


class AccountCheck(models.Model):
    """What the provider said of the city's account when it was last asked. ``wanted``: codes of what is missing."""

    provider = models.CharField(max_length=20)
    account = models.CharField(max_length=80)
    standing = models.CharField(max_length=16)
    wanted = models.JSONField(default=list)
    methods = models.JSONField(default=list)
    pays_out = models.BooleanField(default=False)
    due_by = models.DateTimeField(null=True)
    checked_at = models.DateTimeField()
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "account"], name="billing_payments_account_once"),
        ]


class ProviderSwitch(models.Model):
    """The guided change from one provider or account to another, with a nominal payment that proves the new one.

    Payments under way stay where they were begun. One at a time. The trial is a payment of nobody's case: it stands here,
    with the reference by which the treasury finds it in its books. ``trial_state`` is empty until the new provider was
    reached, then reachable, waiting, paid, failed, expired or differs.
    """

    city_rights = KEPT

    state = models.CharField(max_length=10, choices=SwitchStep.choices, default=SwitchStep.BEGUN)
    old_provider = models.CharField(max_length=20)
    old_account = models.CharField(max_length=80, blank=True)
    new_provider = models.CharField(max_length=20)
    new_account = models.CharField(max_length=80)
    options = models.JSONField(default=dict)
    trial_ref = models.CharField(max_length=255, blank=True)
    trial_key = models.CharField(max_length=80, unique=True)
    trial_cents = models.PositiveIntegerField(default=100)
    trial_state = models.CharField(max_length=12, blank=True)
    trial_reference: models.CharField[str | None, str | None] = models.CharField(max_length=27, null=True)
    trial_raw_ref: models.CharField[str | None, str | None] = models.CharField(max_length=255, null=True)
    trial_page: models.CharField[str | None, str | None] = models.CharField(max_length=2082, null=True)
    trial_return: models.CharField[str | None, str | None] = models.CharField(max_length=500, null=True)
    trial_expires_at = models.DateTimeField(null=True)
    trial_paid_at = models.DateTimeField(null=True)
    begun_by = models.BigIntegerField()
    begun_at = models.DateTimeField()
    ended_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=SwitchStep.values), name="billing_payments_switch_known"),
            models.UniqueConstraint(
                ExpressionWrapper(Q(ended_at__isnull=True), output_field=models.BooleanField()),
                condition=Q(ended_at__isnull=True),
                name="billing_payments_switch_alone",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, state__in=["begun", "tried"])
                | Q(ended_at__isnull=False, state__in=["done", "given_up"]),
                name="billing_payments_switch_ended",
            ),
        ]
