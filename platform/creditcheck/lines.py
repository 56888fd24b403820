"""The lines of the worksheet, in the order in which one would calculate on paper."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from creditcheck.config import CreditRules, FederalShort, FixedPerPerson
from creditcheck.facts import Facts
from creditcheck.figures import Figures
from creditcheck.income import income_lines
from creditcheck.need import Persons, StandardNeed
from creditcheck.parts import Line, Source, plain
from creditcheck.tables import ATTACHABLE_SHARE, MOST_DEPENDANTS, GarnishmentTable

GUIDE = "guide"
LAW_TABLE = "§ 850c ZPO"
LAW_EXEMPT = "§ 850c Abs. 1, 2 ZPO"
LAW_FULL = "§ 850c Abs. 3 ZPO"
LAW_STANDARD_NEED = "Anlage zu § 28 SGB XII"
LAW_NEED = "§ 68 Abs. 1 AufenthG"


def lines_for(facts: Facts, figures: Figures, rules: CreditRules) -> Iterator[Line]:
    """Income, what of it is attachable, what the guests need, and the comparison; each as far as it is known."""
    yield from income_lines(facts, months=rules.months_averaged, net=figures.net)
    yield from _attachable_lines(figures)
    yield from _need_lines(figures, rules)
    if figures.attachable is not None and figures.need is not None:
        yield _calculated("difference", figures.attachable - figures.need)
    if figures.minimum_net is not None:
        yield _calculated("minimum_net", figures.minimum_net, law=LAW_TABLE)
    yield from _guide_lines(figures, rules)


def _guide_lines(figures: Figures, rules: CreditRules) -> Iterator[Line]:
    """The city's own table, for comparison. Under the label of the figure beside it, which every release can read."""
    if figures.guests is None or figures.dependants is None:
        return
    amount = rules.guide(guests=figures.guests.total, dependants=figures.dependants)
    if amount is not None:
        yield Line(code=GUIDE, label="minimum_net", amount=amount, source=Source.CITY)


def _attachable_lines(figures: Figures) -> Iterator[Line]:
    table, dependants = figures.table, figures.dependants
    if dependants is not None:
        yield Line(
            code="dependants", label="dependants", text=str(dependants), source=Source.STATED, law="§ 850c Abs. 2 ZPO"
        )
    if table is None or dependants is None:
        return
    yield from _table_lines(table, dependants)
    if figures.attachable is not None:
        yield _calculated("attachable", figures.attachable, law=LAW_TABLE)


def _table_lines(table: GarnishmentTable, dependants: int) -> Iterator[Line]:
    def published(code: str, amount: Decimal, law: str) -> Line:
        return Line(
            code=code,
            label=code,
            amount=amount,
            source=Source.PUBLISHED,
            source_note=table.source,
            law=law,
            params=plain(valid_from_on=table.valid_from, valid_to_on=table.valid_to),
        )

    share = ATTACHABLE_SHARE[min(dependants, MOST_DEPENDANTS)]
    yield published("exempt", table.exempt(dependants), LAW_EXEMPT)
    yield published("fully_attachable_above", table.fully_attachable_above, LAW_FULL)
    yield Line(code="share", label="share", text=f"{share:.0%}", source=Source.PUBLISHED, law=LAW_FULL)


def _need_lines(figures: Figures, rules: CreditRules) -> Iterator[Line]:
    rates = figures.rates
    if rates is None:
        return
    if rates.standard_need is not None:
        yield _standard_need(rates.standard_need)
    city = not isinstance(rules.need_rule, FederalShort)
    source = Source.CITY if city else Source.PUBLISHED
    note = "" if city else "Rundschreiben Schleswig-Holstein vom 6. Februar 2024"
    for code, amount in (("need_adult", rates.adult), ("need_minor", rates.minor)):
        label = f"{code}_fixed" if isinstance(rules.need_rule, FixedPerPerson) else code
        yield Line(code=code, label=label, amount=amount, source=source, source_note=note, law=LAW_NEED)
    for code, persons in (("need_guests", figures.guests), ("need_running", figures.running)):
        if persons is not None and (persons.total or code == "need_guests"):
            yield _persons(code, persons, rates.of(persons))
    if figures.need is not None:
        yield _calculated("need", figures.need, law=LAW_NEED)


def _standard_need(standard: StandardNeed) -> Line:
    source = Source.PUBLISHED if standard.source else Source.CITY
    return Line(
        code="standard_need",
        label="standard_need",
        amount=standard.amount,
        source=source,
        source_note=standard.source,
        law=LAW_STANDARD_NEED,
    )


def _persons(code: str, persons: Persons, amount: Decimal) -> Line:
    params = plain(adults=persons.adults, minors=persons.minors)
    return Line(code=code, label=code, params=params, amount=amount, source=Source.CALCULATED, law=LAW_NEED)


def _calculated(code: str, amount: Decimal, *, law: str = "") -> Line:
    return Line(code=code, label=code, amount=amount, source=Source.CALCULATED, law=law)
