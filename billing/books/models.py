"""The provider's book, the daily runs, what differed, and what was given to the cash system. No personal data in it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from billing.books.kinds import FileKind, How, Kind, LineKind
from billing.payments.models import KEPT, Payment
from billing.providers.base import EntryKind
from billing.providers.pay_outs import PayOutStatus
from declarations.models import Declaration

FOR_GOOD = "SELECT, INSERT"


class Account(models.Model):
    """An account at a provider whose book is read, and how far. ``until``: everything before it was read.

    ``keeps_book``: false where the provider offers none. ``trouble`` is a code, empty when the last reading worked.
    """

    provider = models.CharField(max_length=20)
    account = models.CharField(max_length=80)
    until = models.DateTimeField(null=True)
    keeps_book = models.BooleanField(default=True)
    trouble = models.CharField(max_length=20, blank=True)
    trouble_since = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "account"], name="billing_books_account_once"),
        ]


class Entry(models.Model):
    """A line of the provider's book, as ``billing.providers.base.BookEntry``, taken in once.

    Only ``payout_ref`` comes later: which pay-out it went into is known when there is one.
    """

    city_rights = KEPT

    provider = models.CharField(max_length=20)
    account = models.CharField(max_length=80)
    entry_ref = models.CharField(max_length=255)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in EntryKind])
    amount_cents = models.IntegerField()
    fee_cents = models.IntegerField()
    net_cents = models.IntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    raw_ref = models.CharField(max_length=255, blank=True)
    refund_ref = models.CharField(max_length=255, blank=True)
    payout_ref = models.CharField(max_length=255, blank=True)
    our_ref = models.CharField(max_length=255, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "account", "entry_ref"], name="billing_books_entry_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["at"], name="billing_books_entry_at"),
            models.Index(fields=["raw_ref"], name="billing_books_entry_raw", condition=~Q(raw_ref="")),
            models.Index(fields=["our_ref"], name="billing_books_entry_ours", condition=~Q(our_ref="")),
        ]


class PayOut(models.Model):
    """Money on its way from the provider to the city's bank. Cents; ``failed_at`` when it came back.

    ``arrives_on``: when the provider expects it at the bank. ``note``: the provider's code for why it failed.
    """

    city_rights = KEPT

    provider = models.CharField(max_length=20)
    account = models.CharField(max_length=80)
    payout_ref = models.CharField(max_length=255)
    amount_cents = models.IntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    state = models.CharField(
        max_length=10, default=PayOutStatus.PENDING.value, choices=[(one.value, one.value) for one in PayOutStatus]
    )
    arrives_on = models.DateField(null=True)
    failed_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "account", "payout_ref"], name="billing_books_payout_once"),
        ]


class Run(models.Model):
    """The reconciliation of one day: waits for its night, is begun, perhaps waits for a provider, is ended.

    Sums are cents of that day: what came less what went back here, in the provider's book, in what was exported.
    """

    city_rights = KEPT

    day = models.DateField(unique=True)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    payments = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    here_cents = models.BigIntegerField(default=0)
    there_cents = models.BigIntegerField(default=0)
    exported_cents = models.BigIntegerField(default=0)
    fees_cents = models.BigIntegerField(default=0)


class Difference(models.Model):
    """Something on which the sides do not agree: a to-do of the treasury, one at a time for each subject. ``case`` is set
    where no payment leads to it.

    ``cents`` is by how much (there less here, or ours less exported). ``owner`` and ``closed_by`` are members of staff.
    """

    city_rights = KEPT

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    subject = models.CharField(max_length=360)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="+")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Declaration, on_delete=models.PROTECT, null=True, related_name="+")
    cents = models.IntegerField()
    opened_at = models.DateTimeField()
    owner = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)
    closed_how = models.CharField(max_length=10, blank=True, choices=How.choices)
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(closed_at=None), name="billing_books_one_difference"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="billing_books_difference_known"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(closed_how=""), name="billing_books_closed_has_reason"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject"], name="billing_books_diff_subject"),
        ]


class Batch(models.Model):
    """One export: numbered, unchangeable. ``until`` is the last day that it covers; ``since`` the first that the one before
    did not cover. What was found late is in the next one."""

    city_rights = FOR_GOOD

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    since = models.DateField(null=True)
    until = models.DateField()
    count = models.PositiveIntegerField()
    sum_cents = models.BigIntegerField()
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()


class BatchLine(models.Model):
    """What was exported, once and for all: one row per movement, over all exports. Money that goes is negative."""

    city_rights = FOR_GOOD

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="rows")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=LineKind.choices)
    subject = models.CharField(max_length=60)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    cents = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "subject"], name="billing_books_exported_once"),
            models.UniqueConstraint(fields=["batch", "place"], name="billing_books_line_place"),
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="billing_books_line_day")]


class BatchFile(models.Model):
    """The very bytes of an export: whoever fetches it again gets the same."""

    city_rights = FOR_GOOD

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    name = models.CharField(max_length=80)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "kind"], name="billing_books_file_once"),
        ]
