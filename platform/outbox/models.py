"""The transactional outbox: what happened is written with the change itself, and handed on afterwards, exactly once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class OutboxEvent(models.Model):
    """``payload`` holds references only. ``due_at`` in the future makes the event a timer."""

    name = models.CharField(max_length=80)
    subject_id = models.UUIDField(null=True, db_index=True)
    payload = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_at", "id"], name="outbox_open_due", condition=Q(done_at=None))]


class Receipt(models.Model):
    """A subscriber has handled an event: written in the same transaction as what it did, so nothing repeats."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="receipts")
    subscriber = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "subscriber"], name="outbox_receipt_once")]
