"""One row for each time that somebody was sent away to identify: the question, its one answer, its one return."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from declarations.models import Declaration
from identity.states import State


class Purpose(models.TextChoices):
    PREFILL = "prefill"
    SIGN = "sign"


class Identification(models.Model):
    """In the clear stand only how, when and whether; who it was is sealed with the case's key.

    ``request_id`` names the city, so that the public door finds it in the signed answer. ``session_digest`` is of the
    secret in the browser that left, ``handle_digest`` of the one-time handle with which it comes back (null once used).
    """

    city_rights = "SELECT, INSERT, UPDATE"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="identifications")
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    wanted_level = models.CharField(max_length=12)
    provider = models.CharField(max_length=20)
    request_id = models.CharField(max_length=100, unique=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.STARTED)
    session_digest = models.CharField(max_length=64)
    return_path = models.CharField(max_length=200)
    level = models.CharField(max_length=12, blank=True)
    method = models.CharField(max_length=20, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    assertion_digest = models.CharField(max_length=64, blank=True)
    refusal_code = models.CharField(max_length=80, blank=True)
    sealed_identity = models.BinaryField(null=True)
    handle_digest = models.CharField(max_length=64, unique=True, null=True)
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="identity_state_known"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="identity_purpose_known"),
            models.CheckConstraint(
                condition=Q(state=State.STARTED) | Q(answered_at__isnull=False), name="identity_answer_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.VERIFIED) | (Q(verified_at__isnull=False) & ~Q(assertion_digest="")),
                name="identity_verified_has_evidence",
            ),
            models.UniqueConstraint(
                fields=["assertion_digest"], condition=~Q(assertion_digest=""), name="identity_statement_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["declaration", "started_at"], name="identity_of_declaration")]
