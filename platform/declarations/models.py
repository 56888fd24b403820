"""The case. What a person said is sealed with the case's own key; in the clear stand only states, times and references."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from declarations.states import State


class Declaration(models.Model):
    """One declaration of one sponsor for one guest (with spouse and minor children), from draft to archive.

    ``sealed_answers`` is the JSON of the answers, ``sealed_typed`` what was typed and could not be one yet; ``sealed_case`` the frozen case file from the moment of sealing or
    submission. Secrets stand as digests. ``configuration`` is the version in force on the day of filing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=24, choices=State.choices, default=State.DRAFT)
    mode = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, default="de")
    reference: models.CharField[str | None, str | None] = models.CharField(max_length=12, unique=True, null=True)
    configuration = models.PositiveIntegerField(null=True)
    sealed_answers = models.BinaryField(null=True)
    sealed_typed = models.BinaryField(null=True)
    sealed_case = models.BinaryField(null=True)
    revision = models.PositiveIntegerField(default=0)
    draft_digest = models.CharField(max_length=64, unique=True, null=True)
    link_digest = models.CharField(max_length=64, unique=True, null=True)
    sealed_access = models.BinaryField(null=True)
    sponsor_digest = models.CharField(max_length=64, blank=True, db_index=True)
    assigned_to = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    entry_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="declarations_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "abandoned", "erased"]) | Q(reference__isnull=False),
                name="declarations_filed_has_reference",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on"], name="declarations_queue"),
            models.Index(fields=["expires_at"], name="declarations_expiry", condition=Q(expires_at__isnull=False)),
        ]


class AccessAttempt(models.Model):
    """A wrong code was typed for this case. Counted, to slow guessing down."""

    case_id = models.UUIDField(db_index=True)
    at = models.DateTimeField()


class CaseKey(models.Model):
    """The case's data key, wrapped by the city's key. In a table of its own, whose backups expire soon: erasing the row
    is erasing the case, in every copy."""

    case_id = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField()


class Erasure(models.Model):
    """The ledger of erasures: replayed after a restore, so that backups forget too. Append-only."""

    city_rights = "SELECT, INSERT"

    case_id = models.UUIDField(unique=True)
    reason = models.CharField(max_length=40)
    at = models.DateTimeField()
