"""The figures of law as federal values: what ships, and what the operator has published since (``configuration.federal``)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from configuration.document import Fault
from configuration.federal import queries
from configuration.federal.base import Dated, Example, Kind, Label, Moment
from configuration.federal.registry import register
from configuration.federal.timeline import Timeline
from configuration.queries import Configuration
from creditcheck.config import CreditRules, FederalShort, FixedPerPerson
from creditcheck.law import Law
from creditcheck.need import PUBLISHED_STANDARD_NEEDS, StandardNeed, rates_for
from creditcheck.tables import PUBLISHED_TABLES, GarnishmentTable, minimum_net
from ui.formats import money

Amount = Annotated[Decimal, Field(gt=0, max_digits=8, decimal_places=2)]
LastDay = Annotated[
    date, Label(_("Gilt bis einschließlich"), _("Danach gilt nichts, bis ein neuer Wert veröffentlicht ist."))
]


@register
class GarnishmentLimits(Kind):
    """The monthly figures of one announcement under § 850c (4) ZPO, in euros."""

    valid_to: LastDay
    basic_exemption: Annotated[Amount, Label(_("Pfändungsfreier Grundbetrag im Monat"), _("§ 850c Abs. 1 ZPO"))]
    first_dependant: Annotated[
        Amount, Label(_("Mehr für die erste Person mit Unterhalt"), _("§ 850c Abs. 2 Satz 1 ZPO"))
    ]
    further_dependant: Annotated[
        Amount, Label(_("Mehr für die zweite bis fünfte Person, jeweils"), _("§ 850c Abs. 2 Satz 2 ZPO"))
    ]
    fully_attachable_above: Annotated[Amount, Label(_("Darüber ist alles pfändbar"), _("§ 850c Abs. 3 Satz 3 ZPO"))]

    @classmethod
    def section_name(cls) -> str:
        return "garnishment"

    @classmethod
    def title(cls) -> Any:
        return _("Pfändungstabelle")

    @classmethod
    def about(cls) -> Any:
        return _("Was vom Einkommen pfändbar ist (§ 850c ZPO). Es zählt der Tag, an dem die Behörde prüft.")

    @classmethod
    def judged_at(cls) -> Moment:
        return Moment.CHECK

    @classmethod
    def shipped(cls) -> tuple[Dated[GarnishmentLimits], ...]:
        return tuple(Dated(table.valid_from, _limits(table), table.source) for table in PUBLISHED_TABLES)

    @property
    def last_day(self) -> date:
        return self.valid_to

    def summary(self) -> str:
        return gettext("Grundbetrag %(amount)s") % {"amount": money(self.basic_exemption)}

    def table(self, since: date, source: str) -> GarnishmentTable:
        return GarnishmentTable(
            since, self.valid_to, self.basic_exemption, self.first_dependant, self.further_dependant,
            self.fully_attachable_above, source,
        )  # fmt: skip

    def faults(self, since: date, others: Timeline[Any]) -> list[Fault]:  # noqa: ARG002  the shape of all kinds
        faults = _last_day_faults(self.valid_to, since)
        if self.fully_attachable_above <= self.basic_exemption:
            faults.append(Fault("fully_attachable_above", _("Diese Grenze liegt über dem Grundbetrag.")))
        if self.further_dependant > self.first_dependant:
            faults.append(Fault("further_dependant", _("Dieser Betrag ist nie höher als der für die erste Person.")))
        return faults

    def examples(self, since: date) -> list[Example]:
        """With the latest need that is known, though it may have run out by then: it is an example."""
        needs = [replace(need, valid_to=since) for need in law_on(since).needs]
        adult = rates_for(FederalShort(), day=since, needs=needs).adult
        return _incomes(adult, self.table(since, ""))


@register
class StandardNeedLevel(Kind):
    """The standard need of level 1, in euros a month (annex to § 28 SGB XII)."""

    valid_to: LastDay
    amount: Annotated[Amount, Label(_("Regelbedarfsstufe 1 im Monat"), _("Anlage zu § 28 SGB XII"))]

    @classmethod
    def section_name(cls) -> str:
        return "standard_need"

    @classmethod
    def title(cls) -> Any:
        return _("Regelbedarf")

    @classmethod
    def about(cls) -> Any:
        return _("Wovon der Bedarf eines Gastes abgeleitet wird. Es zählt der Tag, an dem die Behörde prüft.")

    @classmethod
    def judged_at(cls) -> Moment:
        return Moment.CHECK

    @classmethod
    def by_land(cls) -> bool:
        """§ 29 SGB XII lets the Länder set their own."""
        return True

    @classmethod
    def shipped(cls) -> tuple[Dated[StandardNeedLevel], ...]:
        return tuple(
            Dated(need.valid_from, cls(valid_to=need.valid_to, amount=need.amount), need.source)
            for need in PUBLISHED_STANDARD_NEEDS
        )

    @classmethod
    def overridden_by(cls, configuration: Configuration) -> bool:
        return isinstance(configuration.section(CreditRules).need_rule, FixedPerPerson)

    @property
    def last_day(self) -> date:
        return self.valid_to

    def summary(self) -> str:
        return money(self.amount)

    def need(self, since: date, source: str) -> StandardNeed:
        return StandardNeed(since, self.valid_to, self.amount, source)

    def faults(self, since: date, others: Timeline[Any]) -> list[Fault]:  # noqa: ARG002  the shape of all kinds
        return _last_day_faults(self.valid_to, since)

    def examples(self, since: date) -> list[Example]:
        """With the latest table that is known, though it may have run out by then: it is an example."""
        adult = rates_for(FederalShort(), day=since, needs=[StandardNeed(since, since, self.amount, "")]).adult
        table = law_on(since).tables[0]
        return [Example(_("Bedarf eines erwachsenen Gastes im Monat"), money(adult)), *_incomes(adult, table)]


def law_on(day: date) -> Law:
    """The figures of that day in the bound city's Land; without a binding those that ship."""
    limits, level = queries.in_force(GarnishmentLimits, on=day), queries.in_force(StandardNeedLevel, on=day)
    return Law(
        (limits.value.table(limits.since, limits.source),) if limits else (),
        (level.value.need(level.since, level.source),) if level else (),
    )


def _limits(table: GarnishmentTable) -> GarnishmentLimits:
    return GarnishmentLimits(
        valid_to=table.valid_to, basic_exemption=table.basic_exemption, first_dependant=table.first_dependant,
        further_dependant=table.further_dependant, fully_attachable_above=table.fully_attachable_above,
    )  # fmt: skip


def _last_day_faults(last: date, since: date) -> list[Fault]:
    return [Fault("valid_to", _("Der letzte Tag liegt vor dem ersten."))] if last < since else []


def _incomes(adult: Decimal, table: GarnishmentTable) -> list[Example]:
    """The least net income by the federal rule, for the two situations that most people are in."""
    one, two = adult, 2 * adult
    return [
        Example(_("Nötiges Nettoeinkommen: eine Person, ein Gast"), money(minimum_net(one, 0, table))),
        Example(
            _("Nötiges Nettoeinkommen: eine Person mit einem Kind, zwei Gäste"),
            money(minimum_net(two, 1, table)),
        ),
    ]
