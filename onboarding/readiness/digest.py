"""The morning's mail to those who edit the configuration: only on days when there is something to say. It names no person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import override

from accounts.roles import EDIT_CONFIGURATION
from accounts.staff import inviting
from accounts.staff.models import Invitation
from notifications import to_staff
from onboarding.readiness import history
from onboarding.readiness.addresses import page
from onboarding.readiness.alarms import told
from onboarding.readiness.models import Night, Saying
from onboarding.readiness.queries import Line, State, checklist
from ui.formats import long_date

WEEK = timedelta(days=7)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class News:
    """``turned``: red since the last mail. ``lasting``: red for another whole week. ``waiting``: the reminder has come.
    ``invited``: how many invitations nobody has accepted for another whole week, the one of their end among them."""

    turned: list[dict[str, Any]]
    lasting: list[dict[str, Any]]
    waiting: list[dict[str, Any]]
    invited: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.turned or self.lasting or self.waiting or self.invited)


def write(*, day: date, at: datetime) -> bool:
    """Once for each night; joins the caller's transaction. Answers whether there was something to say."""
    night = Night.objects.select_for_update(of=("self",)).filter(day=day, told_at=None).first()
    if night is None:
        return False
    found = news(before=_last_told(at), at=at)
    if not found.is_empty:
        facts = {
            "turned": found.turned, "lasting": found.lasting, "waiting": found.waiting, "invited": found.invited,
            "link": page(),
        }  # fmt: skip
        to_staff.write_to_holders(permission=EDIT_CONFIGURATION, template="readiness_digest", facts=facts, at=at)
    night.told_at, night.said = at, not found.is_empty
    night.save(update_fields=["told_at", "said"])
    return night.said


def _last_told(at: datetime) -> datetime:
    last = Night.objects.filter(told_at__lt=at).order_by("-told_at").values_list("told_at", flat=True).first()
    return last or at - A_DAY


def news(*, before: datetime, at: datetime) -> News:
    """What there is to say of the time from ``before`` to ``at``."""
    red = [(row, row.since) for row in history.red() if row.since is not None]
    turned = [told(row) for row, since in red if since > before and (row.turned or row.live)]
    lasting = [told(row) for row, since in red if _passed(since, WEEK, before=before, at=at)]
    waiting = [_waited(line) for line in checklist(at=at).lines if _is_due(line, before, at)]
    invited = [one for one in inviting.unanswered() if _is_unanswered(one, before, at)]
    return News(turned, lasting, waiting, len(invited))


def _is_unanswered(invitation: Invitation, before: datetime, at: datetime) -> bool:
    sent = invitation.renewed_at or invitation.made_at
    return before < invitation.expires_at and _passed(sent, WEEK, before=before, at=at)


def _passed(since: datetime, period: timedelta, *, before: datetime, at: datetime) -> bool:
    """Whether another whole period came to its end meanwhile."""
    return (at - since) // period > max((before - since) // period, 0)


def _is_due(line: Line, before: datetime, at: datetime) -> bool:
    saying = line.saying
    if line.state is not State.WAITING or saying is None or saying.remind_days is None:
        return False
    return _passed(saying.at, timedelta(days=saying.remind_days), before=before, at=at)


def _waited(line: Line) -> dict[str, Any]:
    saying: Saying | None = line.saying
    with override("de"):
        since = long_date(saying.since) if saying is not None and saying.since else ""
        return {"title": str(line.item.title), "since": since}
