"""Forgetting a case: its key, its files, its place in the ledger of erasures."""

from __future__ import annotations

from datetime import datetime

from appointments.operations import release
from audit.operations import Actor
from declarations import operations
from declarations.models import Declaration
from documents import operations as documents


def erase(*, case: Declaration, actor: Actor, reason: str, at: datetime) -> None:
    """Joins the caller's transaction. What is left unreadable by the lost key: mails, questions, identifications."""
    release(case_id=case.id, why="erased", at=at)
    documents.erase_all(case_id=case.id)
    operations.erase(declaration=case, actor=actor, reason=reason, at=at)
