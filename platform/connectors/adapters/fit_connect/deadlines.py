"""How long a submission may lie there. Unread for 3 days, the service tells the authority's technical contact; unread for
14 days, it rejects it by itself (docs.fitko.de/fit-connect, receiving/overview). We are earlier, each time by a day or two.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

SERVICE_TELLS_CONTACT = timedelta(days=3)
SERVICE_REJECTS = timedelta(days=14)
WARN_AFTER = timedelta(days=2)
ACT_AFTER = timedelta(days=12)


class Deadline(StrEnum):
    """``WARN``: staff should ask the authority's IT. ``ACT``: a person has to bring the case there by another way, or it
    comes back. ``OVER``: the service has rejected it by now."""

    NONE = "none"
    WARN = "warn"
    ACT = "act"
    OVER = "over"


def deadline(handed_over_at: datetime, at: datetime) -> Deadline:
    """At which one a delivery is that was handed over and is not confirmed yet."""
    age = at - handed_over_at
    if age >= SERVICE_REJECTS:
        return Deadline.OVER
    if age >= ACT_AFTER:
        return Deadline.ACT
    return Deadline.WARN if age >= WARN_AFTER else Deadline.NONE


def next_deadline(handed_over_at: datetime, at: datetime) -> datetime | None:
    """When the next one begins; ``None`` after the last."""
    moments = (handed_over_at + each for each in (WARN_AFTER, ACT_AFTER, SERVICE_REJECTS))
    return next((moment for moment in moments if moment > at), None)
