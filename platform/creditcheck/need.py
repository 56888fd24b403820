"""What the guests need each month (EUR, ``Decimal``), by the rule for stays of up to 90 days.

Source: federal guidance on §§ 66–68 AufenthG as printed in the circular of Schleswig-Holstein of 6 February 2024;
the standard need is the annex to § 28 SGB XII. Longer stays are worked out differently and are refused here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from creditcheck.config import FixedPerPerson, FullStandardNeed, NeedRule
from creditcheck.tables import UnableToCheck
from kernel.money import CENT

LONGEST_SHORT_STAY_DAYS = 90
ADULT_AGE = 18
FEDERAL_ADULT_SHARE = Decimal("0.5")
FEDERAL_MINOR_SHARE = Decimal("0.25")


@dataclass(frozen=True, slots=True)
class StandardNeed:
    """Standard need, level 1 (EUR a month); ``valid_to`` is the last day, inclusive.

    ``source`` is empty when the city gave the figure.
    """

    valid_from: date
    valid_to: date
    amount: Decimal
    source: str


PUBLISHED_STANDARD_NEEDS = (
    StandardNeed(date(2023, 1, 1), date(2023, 12, 31), Decimal("502.00"), "Anlage zu § 28 SGB XII (2023)"),
    StandardNeed(date(2024, 1, 1), date(2026, 12, 31), Decimal("563.00"), "Anlage zu § 28 SGB XII (2024 bis 2026)"),
)


@dataclass(frozen=True, slots=True)
class Persons:
    """Guests, or the persons of declarations that are still running."""

    adults: int = 0
    minors: int = 0

    @property
    def total(self) -> int:
        return self.adults + self.minors


@dataclass(frozen=True, slots=True)
class Rates:
    """What one person needs a month. ``standard_need`` is the figure it was derived from, if any."""

    adult: Decimal
    minor: Decimal
    standard_need: StandardNeed | None = None

    def of(self, persons: Persons) -> Decimal:
        return (self.adult * persons.adults + self.minor * persons.minors).quantize(CENT)


def standard_need_for(
    day: date,
    by_year: Mapping[int, Decimal] | None = None,
    needs: Iterable[StandardNeed] = PUBLISHED_STANDARD_NEEDS,
) -> StandardNeed:
    """The standard need, level 1, on a day: the latest that has begun; ``by_year`` fills days without a federal figure.

    ``UnableToCheck`` (``no_standard_need``) when neither knows the year.
    """
    begun = [need for need in needs if need.valid_from <= day]
    latest = max(begun, key=lambda need: need.valid_from, default=None)
    if latest is not None and day <= latest.valid_to:
        return latest
    if by_year and day.year in by_year:
        return StandardNeed(date(day.year, 1, 1), date(day.year, 12, 31), by_year[day.year].quantize(CENT), "")
    raise UnableToCheck("no_standard_need", year=day.year)


def rates_for(
    rule: NeedRule,
    *,
    day: date,
    by_year: Mapping[int, Decimal] | None = None,
    needs: Iterable[StandardNeed] = PUBLISHED_STANDARD_NEEDS,
) -> Rates:
    """What an adult and a minor guest need a month by the city's rule on the day of the check."""
    if isinstance(rule, FixedPerPerson):
        return Rates(rule.amount.quantize(CENT), _part(rule.amount, rule.minor_share))
    standard = standard_need_for(day, by_year, needs)
    if isinstance(rule, FullStandardNeed):
        return Rates(standard.amount, _part(standard.amount, rule.minor_share), standard)
    return Rates(_part(standard.amount, FEDERAL_ADULT_SHARE), _part(standard.amount, FEDERAL_MINOR_SHARE), standard)


def refuse_long_stay(*, long_stay: bool, days: int) -> None:
    """``UnableToCheck`` unless the stay falls under the short-stay rule."""
    if days < 1:
        raise UnableToCheck("stay_days_impossible")
    if long_stay:
        raise UnableToCheck("long_stay", days=LONGEST_SHORT_STAY_DAYS)
    if days > LONGEST_SHORT_STAY_DAYS:
        raise UnableToCheck("stay_days_contradict", days=LONGEST_SHORT_STAY_DAYS)


def is_minor(born: date, *, entry: date) -> bool:
    """Whether a guest is a minor on the day of entry, which decides between the two rates (§ 2 BGB, § 188 (2) BGB)."""
    return (entry.year - ADULT_AGE, entry.month, entry.day) < (born.year, born.month, born.day)


def _part(amount: Decimal, share: Decimal) -> Decimal:
    return (amount * share).quantize(CENT, rounding=ROUND_HALF_UP)
