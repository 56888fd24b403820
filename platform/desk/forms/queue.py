from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.queue import STATE_LABELS, STONE_LABEL, STONES, QueueFilter
from declarations.states import OPEN_AT_DESK

ORDER = [state for state in STATE_LABELS if state in OPEN_AT_DESK]


@dataclass(frozen=True)
class Chosen:
    """The queue's address: what is filtered, and which page."""

    filters: QueueFilter
    page: int

    def query(self, **changes: Any) -> dict[str, str]:
        """The parameters of the same list, changed."""
        now = {
            "stand": self.filters.state, "meine": self.filters.mine, "faellig": self.filters.overdue,
            "suche": self.filters.text, "seite": "",
        }  # fmt: skip
        return {name: "1" if value is True else str(value) for name, value in {**now, **changes}.items() if value}


def read(typed: Mapping[str, str]) -> Chosen:
    """Lenient: what makes no sense is left aside, an address typed by hand never fails."""
    state, page = typed.get("stand", ""), typed.get("seite", "1")
    known = state in STATE_LABELS or state in ("all", STONES)
    filters = QueueFilter(
        state=state if known else "",
        mine=typed.get("meine") == "1",
        overdue=typed.get("faellig") == "1",
        text=typed.get("suche", "").strip()[:40],
    )
    return Chosen(filters, int(page) if page.isdecimal() and len(page) < 6 else 1)


def state_choices(counts: Mapping[str, int], stones: int = 0) -> list[tuple[str, Any, int]]:
    """(value, label, how many): all open ones first, what went after its handover last."""
    open_now = sum(counts.get(state, 0) for state in OPEN_AT_DESK)
    shown = [(str(state), STATE_LABELS[state], counts.get(state, 0)) for state in ORDER if counts.get(state, 0)]
    closed = [
        (str(state), label, counts.get(state, 0))
        for state, label in STATE_LABELS.items()
        if state not in OPEN_AT_DESK and counts.get(state, 0)
    ]
    gone = [(STONES, STONE_LABEL, stones)] if stones else []
    return [("", _("Alle offenen"), open_now), *shown, *closed, *gone]
