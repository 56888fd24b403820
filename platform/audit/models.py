"""Who did what to which case, when. Append-only by the database's rights; references only, no personal data."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class AuditEntry(models.Model):
    """``details`` holds codes, counts and references. Names and amounts of persons never go in here."""

    city_rights = "SELECT, INSERT"

    at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(max_length=12)
    actor_ref = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=80)
    case_id: models.UUIDField[uuid.UUID | None, uuid.UUID | None] = models.UUIDField(null=True, db_index=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case_id", "at"], name="audit_case_at")]
