"""Small helpers for the desk's templates."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import template
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.staff.models import Staff
from appointments.models import CalendarChange
from desk.delivery_words import MESSAGES
from ui.formats import euros, long_date, long_time

register = template.Library()


@register.filter
def may(staff: Staff, permission: str) -> bool:
    return staff.may(permission)


@register.filter
def called(names: dict[int, str], staff_id: int | None) -> str:
    """The name of a member of staff; empty for nobody."""
    return names.get(staff_id, "") if staff_id else ""


@register.filter
def word(words: dict[str, Any], code: str) -> Any:
    return words.get(code, code)


@register.filter
def message_name(number: str) -> str:
    """„Frage (130102)“, or the number alone."""
    return f"{MESSAGES[number]} ({number})" if number in MESSAGES else number


@register.filter
def age(since: datetime, at: datetime) -> str:
    """„(seit 3 Tagen)“; empty on the first day."""
    days = (at - since).days
    return ngettext("(seit %(days)s Tag)", "(seit %(days)s Tagen)", days) % {"days": days} if days > 0 else ""


@register.filter
def span(since: datetime | None, at: datetime) -> str:
    """How long that is, in its largest unit: „3 Tagen“, „5 Stunden“, „12 Minuten“."""
    if since is None:
        return ""
    minutes = max(int((at - since).total_seconds() // 60), 0)
    if minutes >= 24 * 60:
        return ngettext("%(n)s Tag", "%(n)s Tagen", minutes // 1440) % {"n": minutes // 1440}
    if minutes >= 60:
        return ngettext("%(n)s Stunde", "%(n)s Stunden", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s Minute", "%(n)s Minuten", minutes) % {"n": minutes}


@register.filter
def in_euros(cents: int) -> str:
    """Cents as „29,00 €“, where a tag cannot stand."""
    return euros(cents)


@register.inclusion_tag("desk/parts/seen.html")
def seen(stand: int, token: str = "") -> dict[str, Any]:
    """Hidden fields of a form: its own token, so that it acts once, and what the page showed of the case."""
    return {"stand": stand, "token": token or uuid4()}


@register.filter
def stretch(change: CalendarChange) -> str:
    """From when to when, as one says it: whole days without times, one day named once."""
    start, end = localtime(change.starts_at), localtime(change.ends_at)
    whole = start.time() == end.time() == time.min
    last = end - timedelta(days=1) if whole else end
    if whole and start.date() == last.date():
        return _("%s, ganztägig") % long_date(start)
    if whole:
        return _("%(first)s bis %(last)s, ganztägig") % {"first": long_date(start), "last": long_date(last)}
    if start.date() == end.date():
        return _("%(day)s, %(from)s–%(until)s Uhr") % {
            "day": long_date(start), "from": f"{start:%H:%M}", "until": f"{end:%H:%M}",
        }  # fmt: skip
    return _("%(first)s bis %(last)s") % {"first": long_time(start), "last": long_time(end)}
