"""The figures of a check, each as far as it can be worked out, and the reasons for those that cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from creditcheck.config import CreditRules
from creditcheck.facts import Facts, StayKind
from creditcheck.income import counted_net
from creditcheck.law import SHIPPED, Law
from creditcheck.need import Persons, Rates, rates_for, refuse_long_stay
from creditcheck.parts import Effect, Reason, plain
from creditcheck.tables import GarnishmentTable, UnableToCheck, attachable, minimum_net, table_for

T = TypeVar("T")


@dataclass(slots=True)
class Figures:
    """``None`` where a figure cannot be worked out; ``missing`` says why, one reason for each cause."""

    table: GarnishmentTable | None = None
    rates: Rates | None = None
    dependants: int | None = None
    guests: Persons | None = None
    running: Persons | None = None
    need: Decimal | None = None
    net: Decimal | None = None
    attachable: Decimal | None = None
    minimum_net: Decimal | None = None
    missing: list[Reason] = field(default_factory=list)

    @property
    def covered(self) -> bool:
        return self.attachable is not None and self.need is not None and self.attachable >= self.need

    @property
    def missing_net(self) -> Decimal:
        """How much more net income a month would cover the need; zero when it does or nobody knows."""
        if self.net is None or self.minimum_net is None:
            return Decimal("0.00")
        return max(self.minimum_net - self.net, Decimal("0.00"))

    def attempt(self, work: Callable[[], T]) -> T | None:
        """The figure, or ``None`` and one more reason."""
        try:
            return work()
        except UnableToCheck as refusal:
            self.missing.append(Reason(code=refusal.code, effect=Effect.BLOCKS, params=plain(**refusal.params)))
            return None


def figures_for(
    facts: Facts, *, checked_on: date, rules: CreditRules, law: Law = SHIPPED, guests: Persons | None = None
) -> Figures:
    """All figures for a case; ``guests`` asks „what if these came?“ instead of the guests of the case."""
    found = Figures()
    found.table = found.attempt(lambda: table_for(checked_on, law.tables))
    found.net = found.attempt(lambda: counted_net(facts, months=rules.months_averaged))
    found.dependants = found.attempt(lambda: _number(facts.dependants, "dependants"))
    found.rates = found.attempt(lambda: _rates(facts, checked_on, rules, law))
    found.guests = guests or found.attempt(lambda: _guests(facts))
    found.running = found.attempt(lambda: _running(facts))
    _derive(found)
    return found


def _derive(found: Figures) -> None:
    if found.rates and found.guests and found.running:
        found.need = found.rates.of(found.guests) + found.rates.of(found.running)
    if found.table is None or found.dependants is None:
        return
    if found.net is not None:
        found.attachable = attachable(found.net, found.dependants, found.table)
    if found.need is not None:
        found.minimum_net = minimum_net(found.need, found.dependants, found.table)


def _rates(facts: Facts, checked_on: date, rules: CreditRules, law: Law) -> Rates:
    refuse_long_stay(long_stay=facts.stay_kind is StayKind.LONG, days=_number(facts.stay_days, "stay_days"))
    return rates_for(rules.need_rule, day=checked_on, by_year=rules.standard_need_by_year, needs=law.needs)


def _guests(facts: Facts) -> Persons:
    guests = Persons(_number(facts.adults, "adults"), _number(facts.minors, "minors"))
    if not guests.total:
        raise UnableToCheck("no_guests")
    return guests


def _running(facts: Facts) -> Persons:
    if _number(facts.running_long_stays, "running_long_stays"):
        raise UnableToCheck("running_long_stay")
    return Persons(_number(facts.running_adults, "running_adults"), _number(facts.running_minors, "running_minors"))


def _number(value: int | None, name: str) -> int:
    if value is None:
        raise UnableToCheck("number_missing", field=name)
    if value < 0:
        raise UnableToCheck("negative_number", field=name)
    return value
