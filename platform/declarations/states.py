"""What may follow what: the only way to change a declaration's state. Each edge names the event it records.

The payment has a table of its own (``billing.payments.states``), so that this one is valid for all four times of payment.
"""

from __future__ import annotations

from django.db.models import TextChoices

from kernel.transitions import Edge, Transitions


class State(TextChoices):
    DRAFT = "draft"
    ABANDONED = "abandoned"
    SEALED = "sealed"
    LAPSED = "lapsed"
    SUBMITTED = "submitted"
    WITH_AUTHORITY_SYSTEM = "with_authority_system"
    CLOSED_BY_TIME = "closed_by_time"
    IN_REVIEW = "in_review"
    FORWARDED = "forwarded"
    DOCUMENTS_REQUESTED = "documents_requested"
    CHECKED = "checked"
    SECURITY_REQUESTED = "security_requested"
    HEARING = "hearing"
    APPROVED = "approved"
    SIGNING_DUE = "signing_due"
    SIGNED = "signed"
    ISSUED = "issued"
    CANCELLED = "cancelled"
    HANDED_OVER = "handed_over"
    POSTED = "posted"
    RETURNED = "returned"
    EXPIRED_UNUSED = "expired_unused"
    IN_FORCE = "in_force"
    CLAIMED = "claimed"
    ENDED = "ended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"
    ERASED = "erased"


S = State
# To *archived* from where a case is worked elsewhere: its contents go once they are there (``casework.handed_over``).
_NEXT: dict[State, tuple[State, ...]] = {
    S.DRAFT: (S.SEALED, S.SUBMITTED, S.ABANDONED),
    S.ABANDONED: (S.ERASED,),
    S.SEALED: (S.SUBMITTED, S.LAPSED),
    S.LAPSED: (S.ERASED,),
    S.SUBMITTED: (S.IN_REVIEW, S.WITH_AUTHORITY_SYSTEM, S.WITHDRAWN),
    S.WITH_AUTHORITY_SYSTEM: (
        S.DOCUMENTS_REQUESTED, S.APPROVED, S.REFUSED, S.FORWARDED, S.WITHDRAWN, S.CLOSED_BY_TIME, S.ARCHIVED,
    ),
    S.CLOSED_BY_TIME: (S.ARCHIVED, S.WITH_AUTHORITY_SYSTEM),
    S.IN_REVIEW: (S.DOCUMENTS_REQUESTED, S.CHECKED, S.FORWARDED, S.WITHDRAWN),
    S.FORWARDED: (S.ARCHIVED,),
    S.DOCUMENTS_REQUESTED: (S.IN_REVIEW, S.WITH_AUTHORITY_SYSTEM, S.HEARING, S.WITHDRAWN),
    S.CHECKED: (S.APPROVED, S.SECURITY_REQUESTED, S.HEARING),
    S.SECURITY_REQUESTED: (S.CHECKED, S.HEARING, S.WITHDRAWN),
    S.HEARING: (S.CHECKED, S.REFUSED, S.APPROVED, S.WITHDRAWN),
    S.APPROVED: (S.SIGNING_DUE, S.ISSUED, S.ARCHIVED),
    S.SIGNING_DUE: (S.SIGNED, S.WITHDRAWN, S.CLOSED_BY_TIME, S.ARCHIVED),
    S.SIGNED: (S.ISSUED, S.ARCHIVED),
    S.ISSUED: (S.HANDED_OVER, S.POSTED, S.CANCELLED, S.ARCHIVED),
    S.CANCELLED: (S.ISSUED, S.ARCHIVED),
    S.HANDED_OVER: (S.IN_FORCE, S.EXPIRED_UNUSED, S.WITHDRAWN, S.ARCHIVED),
    S.POSTED: (S.IN_FORCE, S.EXPIRED_UNUSED, S.RETURNED, S.ARCHIVED),
    S.RETURNED: (S.POSTED, S.HANDED_OVER, S.ARCHIVED),
    S.EXPIRED_UNUSED: (S.ARCHIVED,),
    S.IN_FORCE: (S.CLAIMED, S.ENDED),
    S.CLAIMED: (S.IN_FORCE, S.ENDED),
    S.ENDED: (S.ARCHIVED,),
    S.REFUSED: (S.ARCHIVED,),
    S.WITHDRAWN: (S.ARCHIVED,),
    S.ARCHIVED: (S.ERASED,),
    S.ERASED: (),
}  # fmt: skip

TRANSITIONS = Transitions(
    Edge(source.value, target.value, f"declaration.{target.value}")
    for source, targets in _NEXT.items()
    for target in targets
)
BEFORE_RECEIPT = frozenset({S.DRAFT, S.ABANDONED, S.SEALED, S.LAPSED})
OPEN_AT_DESK = frozenset({
    S.SUBMITTED, S.WITH_AUTHORITY_SYSTEM, S.IN_REVIEW, S.DOCUMENTS_REQUESTED, S.CHECKED, S.SECURITY_REQUESTED, S.HEARING,
    S.APPROVED, S.SIGNING_DUE, S.SIGNED, S.ISSUED, S.RETURNED,
})  # fmt: skip
