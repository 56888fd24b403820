"""The worksheet of a credit check: every step with its source, a proposal, and what would change it.

The calculation informs, a clerk decides: no decision about a person is made by a machine. So the result is called a
proposal, and nothing in here moves a case.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, field_serializer

from creditcheck.changes import changes_for
from creditcheck.config import FEDERAL_RULES, CreditRules
from creditcheck.facts import EvidenceKind, Facts, StayKind
from creditcheck.figures import Figures, figures_for
from creditcheck.findings import about_evidence, about_sponsor
from creditcheck.law import SHIPPED, Law
from creditcheck.lines import lines_for
from creditcheck.parts import Change, Effect, Euro, Line, Proposal, Reason, plain

__all__ = ["EvidenceKind", "Facts", "Proposal", "StayKind", "Worksheet", "build_worksheet"]

_ORDER = tuple(Effect)


class Worksheet(BaseModel):
    """Frozen and complete: with ``facts``, ``rules`` and ``checked_on`` it can be worked out again, to the cent, by the
    figures of law that its lines show.

    Amounts are EUR a month, strings with two decimals in JSON. A figure is ``None`` when it cannot be worked out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int = 1
    checked_on: date
    facts: Facts
    rules: CreditRules
    table_valid_from: date | None
    need: Euro | None
    net: Euro | None
    attachable: Euro | None
    minimum_net: Euro | None
    lines: tuple[Line, ...]
    proposal: Proposal
    reasons: tuple[Reason, ...]
    would_change: tuple[Change, ...]

    @field_serializer("rules")
    def _without_guide(self, rules: CreditRules) -> dict[str, Any]:
        """Frozen worksheets are read strictly, by the release before too, which knows no guide."""
        return rules.model_dump(mode="json", exclude={"matrix"})


def build_worksheet(
    facts: Facts, *, checked_on: date, rules: CreditRules = FEDERAL_RULES, law: Law = SHIPPED
) -> Worksheet:
    """Works the case out by the table and standard need of the day of the check and by the city's rules.

    Never raises for what the case says: what is missing, contradictory or not covered by the short-stay rule makes
    the proposal ``CANNOT_BE_CALCULATED``, with the reasons. The proposal informs the clerk and decides nothing.
    """
    figures = figures_for(facts, checked_on=checked_on, rules=rules, law=law)
    findings = list(_findings(facts, figures, checked_on, rules))
    proposal = propose(findings, earlier_check=facts.earlier_positive_check and rules.allow_credible)
    if proposal is Proposal.CREDIBLE:
        findings.append(Reason(code="credible_by_earlier_check", effect=Effect.NOTES))
    return Worksheet(
        checked_on=checked_on,
        facts=facts,
        rules=rules.model_copy(update={"matrix": []}),  # what the guide says stands in its line
        table_valid_from=figures.table.valid_from if figures.table else None,
        need=figures.need,
        net=figures.net,
        attachable=figures.attachable,
        minimum_net=figures.minimum_net,
        lines=tuple(lines_for(facts, figures, rules)),
        proposal=proposal,
        reasons=tuple(sorted(findings, key=lambda reason: _ORDER.index(reason.effect))),
        would_change=tuple(changes_for(figures, findings)),
    )


def propose(findings: list[Reason], *, earlier_check: bool) -> Proposal:
    """The proposal that follows from the reasons.

    Who receives SGB II or XII is never certified, so that comes first. „Glaubhaft gemacht“ is proposed only where the
    figures suffice, nothing but the papers is open, and an earlier positive check is a given fact.
    """
    effects = {finding.effect for finding in findings}
    if Effect.EXCLUDES in effects:
        return Proposal.NOT_PROVEN
    if Effect.BLOCKS in effects:
        return Proposal.CANNOT_BE_CALCULATED
    if Effect.REFUSES in effects:
        return Proposal.NOT_PROVEN
    if Effect.UNPROVEN not in effects:
        return Proposal.PROVEN
    return Proposal.CREDIBLE if earlier_check and Effect.WARNS not in effects else Proposal.NOT_PROVEN


def _findings(facts: Facts, figures: Figures, checked_on: date, rules: CreditRules) -> Iterator[Reason]:
    yield from figures.missing
    yield from about_sponsor(facts, checked_on=checked_on, rules=rules)
    yield from about_evidence(facts, checked_on=checked_on, rules=rules)
    if figures.attachable is None or figures.need is None:
        return
    params = plain(attachable_eur=figures.attachable, need_eur=figures.need)
    if figures.covered:
        yield Reason(code="need_covered", effect=Effect.NOTES, params=params)
    else:
        params |= plain(short_eur=figures.need - figures.attachable)
        yield Reason(code="need_not_covered", effect=Effect.REFUSES, params=params)
