"""The inbox's address: what is filtered, and which page."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.inbox import ALL, OPEN_ONES, STUCK_ONES, Wanted
from connectors.states import State

STATES = {OPEN_ONES, STUCK_ONES, ALL, *State.values}


def read(typed: Mapping[str, str]) -> Wanted:
    """Lenient: what makes no sense is left aside, an address typed by hand never fails."""
    state, page = typed.get("stand", ""), typed.get("seite", "1")
    return Wanted(
        state if state in STATES else OPEN_ONES, _code(typed.get("grund", "")), _code(typed.get("weg", "")),
        int(page) if page.isdecimal() and len(page) < 6 else 1,
    )  # fmt: skip


def query(wanted: Wanted, **changes: str) -> dict[str, str]:
    """The parameters of the same list, changed."""
    now = {"stand": wanted.state, "grund": wanted.error, "weg": wanted.connector, "seite": ""}
    return {name: value for name, value in {**now, **changes}.items() if value}


def _code(text: str) -> str:
    return text[:60] if text.replace("_", "").replace("-", "").replace(".", "").isalnum() else ""
