"""Mails to sponsors, whose address and contents are sealed with the case's key and whose subject names no person and no
matter; mails to the people of the desk, which hold nothing about persons; and mails about an account, sealed until sent. In a
rehearsal no mail leaves: it is caught."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.staff.models import Invitation, Staff
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


class StaffMail(models.Model):
    """A mail to somebody of the desk. ``facts`` are codes and dates; the address is looked up when it is sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    template = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=60, blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="notifications_staff_state_known"),
        ]


class AccountMail(models.Model):
    """A mail with a link that lets its reader in. Sealed with the city's key until it was sent or given up, then nothing
    of it is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, null=True, related_name="mails")
    template = models.CharField(max_length=40)
    sealed_letter = models.BinaryField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=60, blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="notifications_account_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.QUEUED) | Q(sealed_letter=None), name="notifications_account_letter_gone"
            ),
        ]


class CaughtMail(models.Model):
    """A mail of a rehearsal, which went here and nowhere else: sealed with the key of its case, or of the rehearsal."""

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Declaration, on_delete=models.CASCADE, null=True, related_name="+")
    template = models.CharField(max_length=40)
    sealed = models.BinaryField()
    caught_at = models.DateTimeField()
