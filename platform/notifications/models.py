"""Mails to sponsors. Address and contents are sealed with the case's key; the subject names no person and no matter."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from declarations.models import Declaration
from notifications.states import State


class Mail(models.Model):
    """A mail may repeat (a crash between sending and noting it), but it is never lost: it is sent or ``failed``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="mails")
    template = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    sealed_letter = models.BinaryField()
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=60, blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="notifications_state_known"),
        ]
