"""What of a net income may be attached (§ 850c ZPO): the published tables by day, and the formula behind them.

All amounts are ``Decimal`` euros. The formula reproduces every printed row, so no table of rows is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from creditcheck.parts import plain
from creditcheck.wording import lazy_refusal_text
from kernel.errors import Refusal
from kernel.money import CENT

STEP = Decimal(10)
MOST_DEPENDANTS = 5
# § 850c (3) ZPO: of what exceeds the exempt amount three tenths stay with the debtor, two more tenths for the first
# dependant, one for each of the second to the fifth. What is left, by number of dependants, is attachable.
ATTACHABLE_SHARE = tuple(Decimal(share) for share in ("0.7", "0.5", "0.4", "0.3", "0.2", "0.1"))


class UnableToCheck(Refusal):
    """No figure can be worked out; ``code`` is the reason's key in ``creditcheck.texts.REASONS``."""

    code = "unable_to_check"

    def __init__(self, code: str, **params: Decimal | date | int | str) -> None:
        super().__init__(lazy_refusal_text(code, plain(**params)), code=code, **params)


@dataclass(frozen=True, slots=True)
class GarnishmentTable:
    """The monthly figures of one announcement under § 850c (4) ZPO; ``valid_to`` is the last day, inclusive."""

    valid_from: date
    valid_to: date
    basic_exemption: Decimal
    first_dependant: Decimal
    further_dependant: Decimal
    fully_attachable_above: Decimal
    source: str

    def exempt(self, dependants: int) -> Decimal:
        """The exempt monthly amount (§ 850c (1), (2)); the sixth dependant and later ones add nothing."""
        counted = _counted(dependants)
        if not counted:
            return self.basic_exemption
        return self.basic_exemption + self.first_dependant + self.further_dependant * (counted - 1)


def _table(valid_from: str, valid_to: str, figures: str, source: str) -> GarnishmentTable:
    basic, first, further, limit = (Decimal(figure) for figure in figures.split())
    return GarnishmentTable(
        date.fromisoformat(valid_from), date.fromisoformat(valid_to), basic, first, further, limit, source
    )


# Exempt amount, first dependant, second to fifth dependant each, limit above which everything is attachable.
PUBLISHED_TABLES = (
    _table("2019-07-01", "2021-06-30", "1178.59 443.57 247.12 3613.08", "BGBl. 2019 I S. 443"),
    _table("2021-07-01", "2022-06-30", "1252.64 471.44 262.65 3840.08", "BGBl. 2021 I S. 1099"),
    _table("2022-07-01", "2023-06-30", "1330.16 500.62 278.90 4077.72", "BGBl. 2022 I S. 825"),
    _table("2023-07-01", "2024-06-30", "1402.28 527.76 294.02 4298.81", "BGBl. 2023 I Nr. 79"),
    _table("2024-07-01", "2025-06-30", "1491.75 561.43 312.78 4573.10", "BGBl. 2024 I Nr. 160"),
    _table("2025-07-01", "2026-06-30", "1555.00 585.23 326.04 4766.99", "BGBl. 2025 I Nr. 110"),
    _table("2026-07-01", "2027-06-30", "1587.40 597.42 332.83 4866.30", "BGBl. 2026 I Nr. 80"),
)


def table_for(day: date, tables: Iterable[GarnishmentTable] = PUBLISHED_TABLES) -> GarnishmentTable:
    """The table in force on the day of the check: the latest that has begun. ``UnableToCheck`` (``no_table``) when none
    is known for that day, also when the latest has run out."""
    begun = [table for table in tables if table.valid_from <= day]
    latest = max(begun, key=lambda table: table.valid_from, default=None)
    if latest is None or latest.valid_to < day:
        raise UnableToCheck("no_table", day_on=day)
    return latest


def attachable(net: Decimal, dependants: int, table: GarnishmentTable) -> Decimal:
    """What of a monthly net income may be attached, to the cent (§ 850c (1)–(3), (5) ZPO).

    Up to the limit the income is rounded down to full ten euros; what exceeds the limit is attachable in full.
    ``UnableToCheck`` for a negative income or number of dependants.
    """
    if not net.is_finite() or net < 0:
        raise UnableToCheck("negative_number", field="net")
    limited = min(net, table.fully_attachable_above)
    above_exempt = max(limited // STEP * STEP - table.exempt(dependants), Decimal(0))
    share = above_exempt * ATTACHABLE_SHARE[_counted(dependants)]
    return (share + net - limited).quantize(CENT, rounding=ROUND_HALF_UP)


def minimum_net(need: Decimal, dependants: int, table: GarnishmentTable) -> Decimal:
    """The smallest monthly net income, in cents, whose attachable amount reaches ``need``.

    Up to the limit it moves in steps of ten euros, above it cent by cent. ``UnableToCheck`` for a negative need.
    """
    if not need.is_finite() or need < 0:
        raise UnableToCheck("negative_number", field="need")
    whole_need = need.quantize(CENT, rounding=ROUND_CEILING)
    if not whole_need:
        return Decimal("0.00")
    # Half a cent less suffices: the attachable amount is rounded half up.
    least_share = (whole_need - CENT / 2) / ATTACHABLE_SHARE[_counted(dependants)]
    steps = ((table.exempt(dependants) + least_share) / STEP).to_integral_value(rounding=ROUND_CEILING)
    if steps * STEP <= table.fully_attachable_above:
        return (steps * STEP).quantize(CENT)
    limit = table.fully_attachable_above
    return limit + whole_need - attachable(limit, dependants, table)


def _counted(dependants: int) -> int:
    if dependants < 0:
        raise UnableToCheck("negative_number", field="dependants")
    return min(dependants, MOST_DEPENDANTS)
