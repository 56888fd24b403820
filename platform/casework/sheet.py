"""The credit worksheet as a clerk reads it: like a calculation on paper, each line with its source."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from casework.corrections import CorrectedFacts, CorrectionView
from creditcheck import wording
from creditcheck.facts import Facts
from creditcheck.parts import Effect, Line, Proposal, Reason
from creditcheck.worksheet import Worksheet
from ui.formats import long_date, money

_SUMS = {"counted_net", "attachable", "need"}
_AGAINST = (Effect.EXCLUDES, Effect.BLOCKS, Effect.REFUSES, Effect.UNPROVEN, Effect.WARNS)


@dataclass(frozen=True)
class SheetLine:
    """``kind`` is sum, result or empty."""

    text: str
    amount: str
    source: str
    kind: str


@dataclass(frozen=True)
class Sheet:
    """``proposal`` is a code, ``headline`` its words. ``against`` speaks against the proposal, ``notes`` explain it."""

    proposal: str
    headline: str
    lines: list[SheetLine]
    against: list[str]
    notes: list[str]
    would_change: list[str]


def sheet_of(worksheet: Worksheet, *, stated: Facts | None = None, corrected: CorrectionView | None = None) -> Sheet:
    """In the active language. ``stated`` and ``corrected`` mark the lines that a clerk changed."""
    notes = [reason for reason in worksheet.reasons if reason.effect not in _AGAINST]
    return Sheet(
        worksheet.proposal.value,
        wording.proposal_text(Proposal(worksheet.proposal)),
        [_line(line, stated, corrected.facts if corrected else None) for line in worksheet.lines],
        [wording.reason_text(reason) for reason in against(worksheet)],
        [wording.reason_text(reason) for reason in notes],
        [wording.change_text(change) for change in worksheet.would_change],
    )


def against(worksheet: Worksheet) -> list[Reason]:
    """What a clerk has to weigh or mend, the heaviest first."""
    return [reason for reason in worksheet.reasons if reason.effect in _AGAINST]


def _line(line: Line, stated: Facts | None, corrected: CorrectedFacts | None) -> SheetLine:
    kind = "result" if line.code == "difference" else "sum" if line.code in _SUMS else ""
    amount = line.text if line.amount is None else money(line.amount)
    return SheetLine(wording.label_text(line), amount, _source(line, stated, corrected), kind)


def _source(line: Line, stated: Facts | None, corrected: CorrectedFacts | None) -> str:
    before = _before(line.code, stated, corrected)
    told = _("berichtigt, angegeben: %s") % before if before else wording.source_text(line.source)
    return " · ".join(part for part in (told, line.law, line.source_note) if part)


def _before(code: str, stated: Facts | None, corrected: CorrectedFacts | None) -> str:
    """What the application said in a line that a clerk corrected; empty for all others."""
    if stated is None or corrected is None:
        return ""
    if code == "dependants" and corrected.dependants not in (None, stated.dependants):
        return _("nichts") if stated.dependants is None else str(stated.dependants)
    if code.startswith("net_month_") and corrected.monthly_net is not None:
        place = int(code.removeprefix("net_month_")) - 1
        amount = stated.monthly_net[place] if place < len(stated.monthly_net) else None
        now = corrected.monthly_net[place] if place < len(corrected.monthly_net) else None
        return "" if amount == now else _("nichts") if amount is None else money(amount)
    return ""


def days_of(facts: Facts) -> list[tuple[str, str]]:
    """The days that the papers' age goes by, in words."""
    days = ((_("Ältester Nachweis vom"), facts.evidence_oldest), (_("Steuerbescheid vom"), facts.tax_assessment_on))
    return [(label, long_date(day)) for label, day in days if day]
