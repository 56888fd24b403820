"""What can differ between the three sides, and how a difference came to its end."""

from __future__ import annotations

from django.db.models import TextChoices


class Kind(TextChoices):
    """*here*: our payments. *there*: the provider's book. In the order in which one of them hides the others. The last two
    are of no payment: a case whose fee should have come, and money that did not arrive at the city's bank."""

    SILENT = "silent"
    CURRENCY = "currency"
    UNKNOWN_HERE = "unknown_here"
    FOREIGN = "foreign"
    PENDING_LONG = "pending_long"
    MISSING_THERE = "missing_there"
    TWICE = "twice"
    AMOUNT = "amount"
    CHARGED_BACK = "charged_back"
    REFUND_MISSING_THERE = "refund_missing_there"
    REFUND_MISSING_HERE = "refund_missing_here"
    NOT_EXPORTED = "not_exported"
    REVERSED_LATER = "reversed_later"
    UNPAID = "unpaid_case"
    PAY_OUT_FAILED = "payout_failed"


class How(TextChoices):
    """*agreed*: the sides agree again. *changed*: it became a difference of another kind. *staff*: a person closed it."""

    AGREED = "agreed"
    CHANGED = "changed"
    STAFF = "staff"


class LineKind(TextChoices):
    """What the cash system is told of: money that came, was sent back, or was taken back by the payer's bank."""

    RECEIPT = "receipt"
    REFUND = "refund"
    CHARGEBACK = "chargeback"


class FileKind(TextChoices):
    CASH = "cash"
    GERMAN = "german"
    MACHINE = "machine"
