"""Contents that go some days after a confirmed handover: in a city whose operator is controller until then (§ 8a OZG) and
whose cases are worked in its own system. A case keeps what its sponsor was promised: the role is that of the day of filing.

Whatever is still open between sponsor, authority and cash office keeps a case, and its days begin when that is over.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from appointments.ahead import has_visit
from audit.models import AuditEntry
from billing.fees.config import FeesConfig, Timing
from billing.payments.models import Payment
from billing.payments.settlement import RECEIVED
from billing.payments.states import LIVE, RefundReason
from casework.models import AuthorityMessage, SponsorRequest
from casework.owing import TIME_TO_PAY
from casework.paying import DECIDED
from configuration import queries as configuration
from configuration.legal import ONLINE_SERVICE
from connectors.confirmed import arrived
from connectors.models import Delivery
from connectors.xauslaender.replies import WITHDRAWAL
from declarations.models import Declaration
from declarations.states import State
from tenants.binding import in_rehearsal

# Where a case can stand once it is with the authority's own system and nobody waits for the sponsor.
STATES = frozenset({
    State.WITH_AUTHORITY_SYSTEM, State.CLOSED_BY_TIME, State.FORWARDED, State.APPROVED, State.SIGNING_DUE, State.SIGNED,
    State.ISSUED, State.CANCELLED, State.HANDED_OVER, State.POSTED, State.RETURNED, State.REFUSED, State.WITHDRAWN,
})  # fmt: skip
# The fee comes through us later: at the latest by the day on which the desk would be told that it is missing.
_LATER = (Timing.AFTER_DECISION, Timing.AT_PICKUP)
# Appointments of the authority whose day an older release did not note.
_UNKNOWN_DAY = timedelta(days=180)


def due(days: int, *, at: datetime) -> QuerySet[Declaration]:
    """The cases whose contents go at that moment. In a rehearsal none: there the rehearsal clears away."""
    numbers = [] if in_rehearsal() else _promised()
    if not numbers:
        return Declaration.objects.none()
    since = at - timedelta(days=days)
    there = Declaration.objects.filter(
        arrived(until=since), state__in=STATES, configuration__in=numbers, changed_at__lte=since, sealed_case__isnull=False
    )  # fmt: skip
    return there.exclude(_asked(since) | _not_told(since) | has_visit(since=since, at=at) | _unpaid(numbers, at))


def _promised() -> list[int]:
    """The versions under which this was promised: in most cities none."""
    elsewhere = configuration.numbers_with("casework", way="authority_system")
    return list(configuration.numbers_with("legal", role=ONLINE_SERVICE).filter(number__in=elsewhere))


def _asked(since: datetime) -> Q:
    """A question is open, was settled lately, or its answer has not gone out."""
    mine = SponsorRequest.objects.filter(case=OuterRef("pk"))
    lately = Q(answered_at=None, closed_at=None) | Q(answered_at__gt=since) | Q(closed_at__gt=since)
    there = AuthorityMessage.objects.filter(case=OuterRef("pk"), request__answered_at__isnull=False)
    sent = Delivery.objects.filter(declaration=OuterRef("case"), answers=OuterRef("message_id"))
    return Q(Exists(mine.filter(lately))) | Q(Exists(there.filter(~Exists(sent))))


def _not_told(since: datetime) -> Q:
    """The authority said something lately or set an appointment that lies ahead; or it does not know of a withdrawal."""
    said = AuthorityMessage.objects.filter(case=OuterRef("pk"), at__gt=since)
    days = AuditEntry.objects.filter(case_id=OuterRef("pk"), action="authority.appointment")
    ahead = Q(details__until__gt=since.astimezone(UTC).isoformat())
    unknown = ~Q(details__has_key="until") & Q(at__gt=since - _UNKNOWN_DAY)
    taken_back = Delivery.objects.filter(declaration=OuterRef("pk"), message_type=WITHDRAWAL)
    return (
        Q(Exists(said)) | Q(Exists(days.filter(ahead | unknown))) | (Q(state=State.WITHDRAWN) & ~Q(Exists(taken_back)))
    )  # fmt: skip


def _unpaid(numbers: list[int], at: datetime) -> Q:
    """Somebody is paying now; or the fee falls due later, and neither came nor is overdue."""
    fees = Payment.objects.filter(declaration=OuterRef("pk"), purpose=Payment.Purpose.FEE)
    came = fees.filter(state__in=sorted(RECEIVED)).exclude(refunds__reason=RefundReason.MISTAKEN)
    later = [n for n in numbers if configuration.of_number(n).section(FeesConfig).when in _LATER]
    waits = Q(state=State.WITH_AUTHORITY_SYSTEM) | Q(state__in=DECIDED, changed_at__gt=at - TIME_TO_PAY)
    return Q(Exists(fees.filter(state__in=sorted(LIVE)))) | (Q(configuration__in=later) & waits & ~Q(Exists(came)))
