"""Which submission belongs to which key: the service numbers them itself and finds none by our number.

Each function is a transaction of its own, in the bound city; none is open while the service is called. The number is kept
before anything is sent, so that after any interruption the same submission is looked for and not another one made.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction

from connectors.models import Submission

MOST_TRIES_KEPT = 60


@dataclass(frozen=True)
class Note:
    """``tags``: of every try, since any of them may be the one that arrived. ``arrived``: the service has signed that."""

    key: str
    destination: UUID
    submission: UUID
    case: UUID
    attachment: UUID
    tags: tuple[dict[str, str], ...]
    sent_bytes: int
    arrived: bool

    @property
    def receipt(self) -> str:
        return f"{self.submission}/{self.case}"


def find(key: str) -> Note | None:
    with transaction.atomic():
        return _note(Submission.objects.filter(idempotency_key=key).first())


def by_submission(submission: UUID) -> Note | None:
    with transaction.atomic():
        return _note(Submission.objects.filter(submission_id=submission).first())


def keep(
    key: str, *, destination: UUID, submission: UUID, case: UUID, attachment: UUID, instead_of: Note | None
) -> Note:
    """The announcement; in place of ``instead_of``, which is forgotten or came back. Whoever comes second gets the first
    one's, and its own announcement stays empty for ever."""
    fields = {"destination": destination, "submission_id": submission, "case_id": case, "attachment_id": attachment}
    with transaction.atomic():
        if instead_of is not None:
            same = Submission.objects.filter(idempotency_key=key, submission_id=instead_of.submission)
            same.update(**fields, tags=[], sent_bytes=0, arrived=False)
        row, _new = Submission.objects.get_or_create(idempotency_key=key, defaults=fields)
        return _of(row)


def note_try(note: Note, tags: dict[str, str], *, sent_bytes: int) -> bool:
    """Before anything of this try is sent. ``False``: somebody else is at it and has given this submission up."""
    with transaction.atomic():
        row = Submission.objects.select_for_update(of=("self",)).filter(submission_id=note.submission).first()
        if row is None:
            return False
        row.tags, row.sent_bytes = [*row.tags, tags][-MOST_TRIES_KEPT:], sent_bytes
        row.save(update_fields=["tags", "sent_bytes"])
        return True


def note_arrival(note: Note) -> None:
    with transaction.atomic():
        Submission.objects.filter(submission_id=note.submission).update(arrived=True)


def forget(note: Note) -> None:
    """Nothing of it ever arrived, and the service has forgotten the announcement."""
    with transaction.atomic():
        Submission.objects.filter(submission_id=note.submission, arrived=False).delete()


def new_attachment() -> UUID:
    """The service wants version 4."""
    return uuid4()


def _note(row: Submission | None) -> Note | None:
    return _of(row) if row else None


def _of(row: Submission) -> Note:
    return Note(
        row.idempotency_key, row.destination, row.submission_id, row.case_id, row.attachment_id, tuple(row.tags),
        row.sent_bytes, row.arrived,
    )  # fmt: skip
