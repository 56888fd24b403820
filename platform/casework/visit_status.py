"""The visit on the status page: when it is, or that one can be booked. It names no person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appointments.needs import Purpose
from casework import letterbox, visits
from declarations.models import Declaration
from ui.formats import day_and_time


@dataclass(frozen=True)
class VisitView:
    """``link`` leads to booking, moving and giving back; empty while the sponsor has none. ``purpose``: signing, pickup
    or advice. ``by_phone``: two visits were missed, a person at the office books the next one. ``offered``: an earlier
    slot waits for an answer until then."""

    purpose: str
    starts_at: datetime | None
    office: str
    link: str
    by_phone: bool
    offered: datetime | None = None

    @property
    def next_step(self) -> Any:
        if self.starts_at is not None:
            return _("Kommen Sie zu Ihrem Termin: %(when)s, %(office)s.") % {
                "when": day_and_time(self.starts_at), "office": self.office,
            }  # fmt: skip
        if self.by_phone:
            return _("Rufen Sie uns bitte an. Wir suchen mit Ihnen einen Termin.")
        if self.purpose == Purpose.PICKUP:
            return _("Buchen Sie einen Termin, um die Urkunde abzuholen.")
        return _("Buchen Sie einen Termin, um Ihre Erklärung in der Behörde zu unterschreiben.")

    @property
    def action(self) -> Any:
        """What the sponsor can do, as a link says it; empty when nothing."""
        if not self.link or (self.by_phone and self.starts_at is None):
            return ""
        return _("Termin ansehen oder ändern") if self.starts_at else _("Termin buchen")


def of(case: Declaration, *, at: datetime) -> VisitView | None:
    """``None`` when there is no visit and none can be booked. In the caller's transaction."""
    found = visits.of(case, at=at)
    ahead = found.booked if found.booked is not None and found.booked.ends_at > at else None
    can_book = found.invitation is not None and found.purpose is not None
    if ahead is None and not can_book:
        return None
    link = letterbox.visit_link(found.invitation) if found.invitation else ""
    until = found.offer.held_until if found.offer else None
    offered = until if until and until > at else None
    if ahead is None:
        return VisitView(str(found.purpose), None, "", link, found.by_phone, offered)
    office = visits.rules(at=at).office(ahead.office)
    name = office.name.of(get_language() or "de") if office else ""
    return VisitView(ahead.purpose, ahead.starts_at, name, link, found.by_phone, offered)
