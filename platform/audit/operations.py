"""Writing the trail. Joins the caller's transaction: what happened and that it happened are one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit.models import AuditEntry


@dataclass(frozen=True)
class Actor:
    """``kind`` is sponsor, staff, system or operator; ``ref`` a staff id or a process name. Of the operator's people it is their
    sign-in where they decided about the city or looked at it: whom it was the city may know. Never an applicant's name."""

    kind: str
    ref: str = ""


SPONSOR = Actor("sponsor")
SYSTEM = Actor("system")


def staff(staff_id: object) -> Actor:
    return Actor("staff", str(staff_id))


def record(*, action: str, actor: Actor, at: datetime, case_id: uuid.UUID | None = None, **details: Any) -> None:
    AuditEntry.objects.create(
        at=at, actor_kind=actor.kind, actor_ref=actor.ref, action=action, case_id=case_id, details=details
    )


def record_each(
    *, action: str, actor: Actor, at: datetime, entries: Iterable[tuple[uuid.UUID, dict[str, Any]]]
) -> None:
    """The same for many cases at once, each with details of its own: one statement."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=at, actor_kind=actor.kind, actor_ref=actor.ref, action=action, case_id=case_id, details=details
        )
        for case_id, details in entries
    )  # fmt: skip
