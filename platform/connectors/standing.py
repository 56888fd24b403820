"""How delivery stands in a city, for the operator: counts, codes, names of connectors and times. No case, no content."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from connectors import alarms, condition, queries


def told(*, at: datetime) -> dict[str, Any]:
    """``states``: how many in each; ``waiting`` and ``unconfirmed``: since when the oldest; ``held``: how many wait behind an
    earlier message; ``lines``: the connectors in use; ``alarms``: kind, connector, since, count. Times in ISO form."""
    return {
        "states": {state: number for state, number in queries.counts().items() if number},
        "waiting": _iso(condition.oldest_waiting()),
        "unconfirmed": _iso(condition.oldest_unconfirmed()),
        "held": len(condition.held()),
        "lines": [
            {
                "connector": line.connector, "open": line.is_open, "open_since": _iso(line.open_since),
                "next_try": _iso(line.open_until), "waiting": line.waiting, "failures": line.failures,
                "collect_error": line.collect_error,
            }
            for line in condition.lines(at=at)
        ],
        "alarms": [
            {"kind": one.kind.value, "connector": one.about, "since": one.since.isoformat(), "count": one.count}
            for one in alarms.situations(at=at)
        ],
    }  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
