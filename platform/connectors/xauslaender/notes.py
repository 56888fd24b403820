"""What has no element of its own goes into the remarks: one line for each thing, so that nothing that was said is lost.

Always German: the reader is a German authority.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from kernel.money import euros_decimal

TRANSLITERATED_SHORT = (
    "Hinweis: Einzelne Schriftzeichen gehören nicht zu DIN 91379 und wurden umgeschrieben oder weggelassen."
)
TRANSLITERATED = f"{TRANSLITERATED_SHORT} Die ursprüngliche Schreibweise steht in der Zusammenfassung (PDF)."


class Notes:
    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, label: str, value: Any) -> None:
        """One line; nothing when there is no value, or a No."""
        written = written_out(value)
        if written:
            self._lines.append(f"{label}: {written}")

    def say(self, sentence: str) -> None:
        self._lines.append(sentence)

    def text(self) -> str:
        return "\n".join(self._lines)


def partial_date(iso: str | None) -> str:
    """``1961-05`` as 05.1961."""
    return ".".join(reversed((iso or "").split("-")))


def written_out(value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "ja"
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, Decimal):
        return euros_decimal(value)
    return " ".join(str(getattr(value, "label", value)).split())
