"""What the process does about a visit: invites to it, and ends it when its purpose is fulfilled.

A case that is over gives everything back in the transaction that ends it (``appointments.operations.release``).
"""

from __future__ import annotations

from datetime import datetime

from appointments import inviting
from appointments.models import Booking
from appointments.operations import release, serve
from appointments.states import ACTIVE
from casework import visits
from declarations.models import Declaration
from kernel.clock import german_day


def invite_if_due(case: Declaration, *, at: datetime) -> bool:
    """Invites by the city's policy, once: who was invited or has a visit for this already is not invited again.

    Answers whether the letter that invites is on its way. Joins the caller's transaction, in which the case is locked.
    """
    purpose = visits.purpose_of(case, at=at)
    if purpose is None:
        return False
    open_one = inviting.open_invitation(case.id, at=at)
    if (open_one and open_one.purpose == purpose) or _has_visit(case, purpose):
        return False
    inviting.invite(case_id=case.id, purpose=purpose, at=at)
    return True


def _has_visit(case: Declaration, purpose: str) -> bool:
    return Booking.objects.filter(case=case, state__in=sorted(ACTIVE), purpose=purpose).exists()


def fulfilled(case: Declaration, *, why: str, by: int, at: datetime) -> None:
    """What the visit was for is done before the clerk ``by``: today's visit was served, also one that nobody ticked off
    earlier; a later one is given back, and nothing can be booked or offered any more. Joins the caller's transaction."""
    for booking in Booking.objects.filter(case=case, state__in=sorted(ACTIVE)):
        if german_day(booking.starts_at) <= german_day(at):
            serve(booking_id=booking.id, by=by, at=at)
    release(case_id=case.id, why=why, at=at)
