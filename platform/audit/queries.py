from __future__ import annotations

import uuid

from audit.models import AuditEntry


def trail_of(case_id: uuid.UUID, *, most: int = 500) -> list[AuditEntry]:
    """The case's history, oldest first."""
    return list(AuditEntry.objects.filter(case_id=case_id).order_by("at", "id")[:most])
