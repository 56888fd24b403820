"""What a sponsor is told of money that comes back, in plain sentences. No personal data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from billing.payments import queries as payments
from billing.payments import refund_queries
from billing.payments.models import Refund
from billing.payments.refund_ledger import BY_HAND, COUNTER
from billing.payments.refund_states import OPEN
from billing.payments.states import RefundStep
from declarations.models import Declaration
from ui.formats import euros, long_date

# How long a bank usually takes.
USUAL = timedelta(days=5)


def sentences(case: Declaration, *, at: datetime) -> list[str]:
    """One for each refund that is not declined, oldest first, in the active language."""
    ids = [payment.id for payment in payments.of_declaration(case.id)]
    return list(_sentences(refund_queries.of_payments(ids), at)) if ids else []


def _sentences(refunds: list[Refund], at: datetime) -> Iterator[str]:
    for refund in refunds:
        amount = {"amount": euros(refund.amount_cents)}
        if refund.state in OPEN:
            yield _("Wir prüfen, ob Sie %(amount)s zurückbekommen. Sie müssen nichts tun.") % amount
        elif refund.state == RefundStep.FAILED:
            yield (
                _(
                    "Die Rückzahlung von %(amount)s hat noch nicht geklappt. Wir kümmern uns darum. Sie müssen nichts tun."
                )
                % amount
            )
        elif _has_arrived(refund, at):
            day = {"day": long_date(refund.settled_at)}
            yield _("Wir haben Ihnen am %(day)s %(amount)s zurückgezahlt.") % (amount | day)
        elif refund.state == RefundStep.RELEASED and refund.payment.provider == COUNTER:
            yield _("Sie bekommen %(amount)s zurück. Bitte holen Sie das Geld an der Kasse der Behörde ab.") % amount
        elif refund.state != RefundStep.DECLINED:
            yield _("Sie bekommen %(amount)s zurück. Das dauert meist fünf Tage.") % amount


def _has_arrived(refund: Refund, at: datetime) -> bool:
    if refund.state != RefundStep.DONE or refund.settled_at is None:
        return False
    return refund.note == BY_HAND or refund.settled_at < at - USUAL
