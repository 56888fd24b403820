"""What a sponsor may expect, before anything is paid: encouraging, and never a promise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from creditcheck.config import FEDERAL_RULES, CreditRules
from creditcheck.facts import Facts
from creditcheck.figures import Figures, figures_for
from creditcheck.findings import about_sponsor
from creditcheck.law import SHIPPED, Law
from creditcheck.need import Persons
from creditcheck.parts import Effect, Euro, Sentence, plain
from creditcheck.tables import minimum_net

_ONE_ADULT = Persons(adults=1)


class Preview(BaseModel):
    """``sentences`` in the order to be shown, put into words by ``creditcheck.texts.sentence_text``.

    ``possible_adults`` counts adults beside the persons of running declarations; ``None`` when nothing can be worked
    out. Amounts are EUR a month.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    possible_adults: int | None = None
    net: Euro | None = None
    attachable: Euro | None = None
    missing_net: Euro | None = None
    sentences: tuple[Sentence, ...]


def preview(facts: Facts, *, at_day: date, rules: CreditRules = FEDERAL_RULES, law: Law = SHIPPED) -> Preview:
    """How many guests the stated income carries, and what is missing for more, by the figures of ``at_day``.

    Papers are not looked at. Guests and length of stay may still be unknown. ``missing_net`` is what is missing for
    the guests of the case, or for one adult while there are none. Never raises for what the case says.
    """
    if facts.receives_sgb2_sgb12:
        return Preview(sentences=(Sentence(code="excluded"), Sentence(code="talk_to_authority")))
    asked = facts if facts.stay_days is not None else facts.model_copy(update={"stay_days": 1})
    guests = _wanted(facts)
    figures = figures_for(asked, checked_on=at_day, rules=rules, law=law, guests=guests)
    if figures.missing or _impossible(facts):
        return Preview(net=figures.net, attachable=figures.attachable, sentences=tuple(_obstacles(figures)))
    scale = _Scale(figures)
    sentences = [*scale.sentences(guests), *_cautions(facts, at_day, rules), Sentence(code="no_promise")]
    return Preview(
        possible_adults=scale.possible,
        net=figures.net,
        attachable=figures.attachable,
        missing_net=figures.missing_net,
        sentences=tuple(sentences),
    )


class _Scale:
    """Adult guests against income, once every figure is known."""

    def __init__(self, figures: Figures) -> None:
        if figures.table is None or figures.rates is None or figures.running is None or figures.dependants is None:
            raise ValueError("figures are missing")
        self._table, self._rates, self._dependants = figures.table, figures.rates, figures.dependants
        self._figures = figures
        self._running = figures.running
        self._running_need = figures.rates.of(figures.running)
        spare = (figures.attachable or Decimal(0)) - self._running_need
        self.possible = max(int(spare // self._rates.adult), 0)

    def missing_for(self, guests: Persons) -> Decimal:
        need = self._rates.of(guests) + self._running_need
        return minimum_net(need, self._dependants, self._table) - (self._figures.net or Decimal(0))

    def sentences(self, guests: Persons) -> Iterator[Sentence]:
        if guests.minors:
            yield from self._mixed(guests)
        else:
            yield from self._adults_only(guests)
        if self._running.total:
            yield Sentence(code="running_included")
        if not self._figures.covered:
            yield Sentence(code="talk_to_authority")

    def _adults_only(self, guests: Persons) -> Iterator[Sentence]:
        more = max(self.possible + 1, guests.adults)
        if self.possible:
            yield Sentence(code="can_invite", params=plain(count=self.possible))
        code = "more_for" if self.possible else "more_for_first"
        yield Sentence(code=code, params=plain(count=more, more_eur=self.missing_for(Persons(more))))

    def _mixed(self, guests: Persons) -> Iterator[Sentence]:
        params = plain(adults=guests.adults, minors=guests.minors)
        if self._figures.covered:
            yield Sentence(code="guests_covered", params=params)
            return
        yield Sentence(code="guests_need", params=params | plain(more_eur=self.missing_for(guests)))
        if self.possible:
            yield Sentence(code="can_invite", params=plain(count=self.possible))


def _wanted(facts: Facts) -> Persons:
    wanted = Persons(max(facts.adults or 0, 0), max(facts.minors or 0, 0))
    return wanted if wanted.total else _ONE_ADULT


def _impossible(facts: Facts) -> bool:
    return (facts.adults or 0) < 0 or (facts.minors or 0) < 0


def _obstacles(figures: Figures) -> Iterator[Sentence]:
    known = {"long_stay", "running_long_stay", "income_missing", "months_missing", "no_table", "no_standard_need"}
    told = [reason for reason in figures.missing if reason.code in known]
    if told:
        yield Sentence(code=told[0].code, params=told[0].params)
    else:
        yield Sentence(code="check_numbers")


def _cautions(facts: Facts, at_day: date, rules: CreditRules) -> Iterator[Sentence]:
    for reason in about_sponsor(facts, checked_on=at_day, rules=rules):
        if reason.effect in {Effect.REFUSES, Effect.WARNS}:
            yield Sentence(code=reason.code, params=reason.params)
