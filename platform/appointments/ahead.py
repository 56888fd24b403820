"""Which cases still have something in the calendar: a condition for queries over cases."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from appointments.models import Booking, Invitation
from appointments.states import ACTIVE, PENDING


def has_visit(*, since: datetime, at: datetime) -> Q:
    """A visit that is held, on offer or booked and ends after ``since``, or an invitation that can be used at ``at``."""
    visits = Booking.objects.filter(case=OuterRef("pk"), state__in=sorted(ACTIVE | PENDING), ends_at__gt=since)
    invited = Invitation.objects.filter(case=OuterRef("pk"), ended_at=None, expires_at__gt=at)
    return Q(Exists(visits)) | Q(Exists(invited))
