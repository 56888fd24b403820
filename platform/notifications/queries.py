"""Reading mails: what could not be sent."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Min

from notifications.models import Mail
from notifications.states import State


def failed_by_error() -> list[tuple[str, int, datetime]]:
    """(code, how many, since when). No addresses, no references."""
    rows = Mail.objects.filter(state=State.FAILED).order_by().values_list("error")
    return list(rows.annotate(number=Count("id"), since=Min("queued_at")))
