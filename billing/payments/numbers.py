"""Numbers for cash references: a row per number, taken for good, without any lock.

``CashNumber``'s identity counts. What is rolled back leaves a gap, and no number is given twice, also after a restore:
``tenants.archive`` lets counters go on after the highest that is known.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.utils.timezone import localtime

from billing.payments.cash_range import CashRange
from billing.payments.models import CashNumber
from kernel.errors import Refusal

NEARLY = 0.9


class UnableToNumber(Refusal):
    """No number of the city's range is left."""

    code = "cash_numbers_used_up"


def take(chosen: CashRange, *, at: datetime) -> str:
    """The next reference of the range. Joins the caller's transaction; waits for nobody. Refused: ``UnableToNumber``."""
    while True:
        row = CashNumber.objects.create(range=chosen.name, taken_at=at)
        number = chosen.first - 1 + row.id
        if number >= 10**chosen.width:
            raise UnableToNumber()
        reference = chosen.written(number, year=str(localtime(at).year))
        if reference is not None:
            return reference


def share_used(chosen: CashRange) -> float:
    """Of the numbers from ``first`` to the last that fits the width; 1 or more when none is left."""
    last = CashNumber.objects.aggregate(last=Max("id"))["last"] or 0
    return float(last / (10**chosen.width - chosen.first))
