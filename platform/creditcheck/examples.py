"""Worked examples of a city's rules: which net income somebody needs for how many guests, by the figures of a day. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from creditcheck.config import CreditRules
from creditcheck.law import SHIPPED, Law
from creditcheck.need import Persons, rates_for
from creditcheck.tables import minimum_net, table_for

GUESTS, DEPENDANTS = range(1, 5), range(5)


def needed_net(rules: CreditRules, *, guests: Persons, dependants: int, day: date, law: Law = SHIPPED) -> Decimal:
    """The least net income a month (EUR), for a short stay and without other declarations. ``UnableToCheck``: no figures."""
    rates = rates_for(rules.need_rule, day=day, by_year=rules.standard_need_by_year, needs=law.needs)
    return minimum_net(rates.of(guests), dependants, table_for(day, law.tables))


def grid(rules: CreditRules, *, day: date, law: Law = SHIPPED) -> list[list[Decimal]]:
    """A row for 1 to 4 adult guests, a column for 0 to 4 dependants. ``UnableToCheck``: no figures."""
    return [
        [needed_net(rules, guests=Persons(adults=guests), dependants=number, day=day, law=law) for number in DEPENDANTS]
        for guests in GUESTS
    ]
