"""Closures and single openings of the section, as typed, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from appointments import hours_text
from appointments.days_text import day_shown


def closures_told(entries: Any) -> str:
    """„24.12.2026 bis 31.12.2026 (Zwischen den Jahren)“."""
    return "; ".join(map(closure_told, entries))


def closure_told(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    first, last, reason = day_shown(entry.get("first")), day_shown(entry.get("last")), entry.get("reason")
    days = first if last in ("", first) else _("%(first)s bis %(last)s") % {"first": first, "last": last}
    german = reason.get("de") if isinstance(reason, dict) else reason
    return f"{days} ({german})" if german else days


def openings_told(entries: Any) -> str:
    """„05.12.2026 09:00–13:00“."""
    return "; ".join(map(opening_told, entries))


def opening_told(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    return f"{day_shown(entry.get('day'))} {hours_text.shown([hours_text.pair_of(entry)])}".strip()
