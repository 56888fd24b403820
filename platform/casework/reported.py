"""A clerk decided in the authority's own system, and that system reports it: who and when, and by which key it came.

No decision is made by that: without the clerk's mark and the time nothing is recorded, and the trail names the key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit.operations import Actor, staff
from declarations.sealing import CaseCipher
from kernel.clock import GERMANY

REPORT = "casework.decision.report"
NOBODY = 0  # none of the staff here


@dataclass(frozen=True)
class Reported:
    """``clerk``: the mark under which the authority knows the person; ``decided_at``: when, by that system; ``key``: the id of
    the key with which it was reported. Empty marks are refused where this is made (ValueError)."""

    clerk: str
    decided_at: datetime
    key: str

    def __post_init__(self) -> None:
        if not self.clerk.strip() or not self.key:
            raise ValueError("a report names the clerk and comes by a key")


Decider = int | Reported


def actor_of(by: Decider) -> Actor:
    return Actor("interface", by.key) if isinstance(by, Reported) else staff(by)


def staff_id_of(by: Decider) -> int:
    return NOBODY if isinstance(by, Reported) else by


def told_of(by: Decider, cipher: CaseCipher) -> bytes | None:
    """Sealed with the case's key: the mark is a person's."""
    if not isinstance(by, Reported):
        return None
    told = {"clerk": by.clerk, "decided_at": by.decided_at.isoformat(), "key": by.key}
    return cipher.seal_json(told, REPORT)


def told_in_words(by: Decider) -> dict[str, str]:
    if not isinstance(by, Reported):
        return {}
    return {"clerk": by.clerk, "clerk_at": f"{by.decided_at.astimezone(GERMANY):%d.%m.%Y, %H:%M}"}


def opened(sealed: Any, cipher: CaseCipher) -> tuple[str, datetime] | None:
    """(mark, when decided) of what ``told_of`` sealed."""
    if not sealed:
        return None
    told = cipher.open_json(sealed, REPORT)
    return told["clerk"], datetime.fromisoformat(told["decided_at"])
