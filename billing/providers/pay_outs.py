"""Money from an account at a provider to the city's bank, as the provider tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class PayOutStatus(StrEnum):
    """*cancelled*: taken back before it left; the money stayed where it was."""

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PayOutState:
    """Money from the account to the city's bank. ``arrives_on``: when the provider expects it there. ``note``: its code for
    why it failed; what failed is in the account again."""

    payout_ref: str
    status: PayOutStatus
    amount_cents: int
    currency: str
    at: datetime
    arrives_on: date | None = None
    note: str = ""
