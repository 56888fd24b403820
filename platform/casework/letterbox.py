"""Mails about a case: that there is something, never what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import override

from appointments.inviting import token_of
from appointments.models import Invitation
from declarations import access
from declarations.casefile.path import fetch
from declarations.models import Declaration
from declarations.operations import answers_of
from kernel.clock import german_day
from notifications.operations import queue_mail
from tenants.binding import current_city
from tenants.routing import base_url
from ui.formats import long_date


def status_link(case: Declaration) -> str:
    """The link that is mailed. Alone it shows state and next step."""
    return f"{city_page()}/a/{access.access_of(case).link}/"


def visit_link(invitation: Invitation) -> str:
    """The signed link to book, move and give back the visit: no account, no code."""
    return f"{city_page()}/termin/{token_of(invitation)}/"


def city_page() -> str:
    """The address of the bound city's pages."""
    return base_url(f"{current_city()}.{settings.PLATFORM_DOMAIN}")


def address_of(case: Declaration) -> str:
    return str(fetch(answers_of(case), "sponsor.contact").get("email") or "")


def announce(
    case: Declaration, template: str, *, at: datetime, until: Any = None, more: Mapping[str, Any] | None = None,
    calendar: tuple[str, str] | None = None,
) -> None:  # fmt: skip
    """Queues the mail in the caller's transaction. A case without an address gets none (the receipt is on paper).

    ``more``: further words of the template. ``calendar``: method and text of a calendar file that goes with it.
    """
    to = address_of(case)
    if not to:
        return
    day = german_day(until) if isinstance(until, datetime) else until
    data = {"link": status_link(case), "until": _written(day, case.language), **(more or {})}
    queue_mail(case=case, to=to, template=template, language=case.language, data=data, at=at, calendar=calendar)


def mail_code(case: Declaration, code: str, *, at: datetime) -> None:
    """A code for booking while very many want to book. It opens nothing."""
    to = address_of(case)
    if to:
        queue_mail(case=case, to=to, template="visit_code", language=case.language, data={"code": code}, at=at)


def _written(day: date | None, language: str) -> str:
    if day is None:
        return ""
    with override(language):
        return long_date(day)
