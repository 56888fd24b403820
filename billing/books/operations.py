"""What a person of the treasury does with a difference. All join the caller's transaction."""

from __future__ import annotations

import uuid
from datetime import datetime

from audit.operations import record, staff
from billing.books.kinds import How
from billing.books.models import Difference
from billing.books.refusals import UnableToClose


def take_over(*, difference_id: uuid.UUID, by: int, at: datetime) -> Difference:
    """From nobody or from somebody else: who has it last is responsible. Refused: closed_before."""
    row = _open(difference_id)
    if row.owner != by:
        row.owner = by
        row.save(update_fields=["owner"])
        record(action="books.difference_taken", actor=staff(by), at=at, difference=str(row.id), kind=row.kind)
    return row


def close(*, difference_id: uuid.UUID, by: int, remark: str, at: datetime) -> Difference:
    """With a remark that says why, without anything about a person. The same difference does not come back.

    Refused: closed_before, remark_missing, owned (it is another person's; take it over first).
    """
    row = _open(difference_id)
    if not remark.strip():
        raise UnableToClose(code="remark_missing")
    if row.owner not in (None, by):
        raise UnableToClose(code="owned")
    row.owner, row.closed_by, row.closed_at = by, by, at
    row.closed_how, row.remark = How.STAFF, remark.strip()
    row.save(update_fields=["owner", "closed_by", "closed_at", "closed_how", "remark"])
    record(action="books.difference_closed", actor=staff(by), at=at, difference=str(row.id), kind=row.kind)
    return row


def _open(difference_id: uuid.UUID) -> Difference:
    row = Difference.objects.select_for_update(of=("self",)).get(id=difference_id)
    if row.closed_at is not None:
        raise UnableToClose()
    return row
