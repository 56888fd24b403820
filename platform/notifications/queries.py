"""Reading mails: what could not be sent."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Min, Model

from notifications.holding import HELD
from notifications.models import AccountMail, Mail, StaffMail
from notifications.states import State

# Nobody waits for these any more. Links of a restored city were given up; who still needs one gets a new one.
SILENT: dict[type[Model], tuple[str, ...]] = {Mail: (), StaffMail: ("left",), AccountMail: ("superseded", HELD)}


def failed_by_error() -> list[tuple[str, int, datetime]]:
    """(code, how many, since when). No addresses, no references."""
    found: dict[str, tuple[int, datetime]] = {}
    for model, silent in SILENT.items():
        rows = (
            model._default_manager.filter(state=State.FAILED).exclude(error__in=silent).order_by().values_list("error")
        )
        for code, number, since in rows.annotate(number=Count("id"), since=Min("queued_at")):
            before = found.get(code, (0, since))
            found[code] = (before[0] + number, min(before[1], since))
    return [(code, *told) for code, told in found.items()]
