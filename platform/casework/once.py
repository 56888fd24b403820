"""A form of the desk acts once, and on what the clerk had before their eyes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from audit.models import AuditEntry
from casework.models import SentForm
from declarations import operations
from kernel.errors import Refusal

# Looking is recorded too, but changes nothing that a decision rests on.
LOOKS = (
    "case.opened", "document.link_made", "document.opened", "delivery.fetched", "delivery.read", "delivery.downloaded",
    "returned.read",
)  # fmt: skip
BY_SOMEBODY = ("sponsor", "staff", "interface")


class UnableToAct(Refusal):
    """Somebody worked on the case since the page was opened (``params["since"]``: the stand that it showed)."""

    code = "changed_meanwhile"


@dataclass(frozen=True)
class Seen:
    """``token`` is the form's own, ``stand`` what ``stand_of`` answered when it was shown (None: does not matter)."""

    token: uuid.UUID
    stand: int | None


def stand_of(case_id: uuid.UUID) -> int:
    """A number that grows with everything that the sponsor or somebody at the desk does to the case."""
    done = AuditEntry.objects.filter(case_id=case_id, actor_kind__in=BY_SOMEBODY).exclude(action__in=LOOKS)
    return done.order_by("-id").values_list("id", flat=True).first() or 0


def begin(*, case_id: uuid.UUID, seen: Seen, at: datetime) -> bool:
    """Whether this form still is to be acted upon; False when it was sent before. Locks the case, joins the caller's
    transaction: when the operation is refused, the form may be sent again. Refuses with ``UnableToAct``."""
    case = operations.locked(case_id)
    if SentForm.objects.filter(case=case, token=seen.token).exists():
        return False
    if seen.stand is not None and stand_of(case_id) != seen.stand:
        raise UnableToAct(since=seen.stand)
    SentForm.objects.create(case=case, token=seen.token, at=at)
    return True


def was_done(*, case_id: uuid.UUID, seen: Seen) -> bool:
    """For what asks the outside world and is no single transaction: whether this form was sent and came to its end."""
    return SentForm.objects.filter(case_id=case_id, token=seen.token).exists()


def note_done(*, case_id: uuid.UUID, seen: Seen, at: datetime) -> None:
    """It came to its end. Twice is once."""
    SentForm.objects.bulk_create([SentForm(case_id=case_id, token=seen.token, at=at)], ignore_conflicts=True)
