"""The frame of the pages, and how money is written on them."""

from __future__ import annotations

from pathlib import Path

from infra.standins.common.frame import Frame

FRAME = Frame(Path(__file__).parent / "templates")


def euros(cents: int, currency: str = "eur") -> str:
    sign = "€" if currency == "eur" else currency.upper()
    return f"{cents // 100},{cents % 100:02d}&nbsp;{sign}"
