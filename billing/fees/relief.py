"""Asking for less than the fee, or for nothing, because a person decided so: the arithmetic and its grounds. Cents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.fees.quote import FeeLine, Quote


class Kind(StrEnum):
    """*full*: an earlier decision is taken back."""

    HALF = "half"
    REDUCED = "reduced"
    WAIVED = "waived"
    FULL = "full"


class Ground(StrEnum):
    """The provisions that allow it."""

    MINORS = "minors"
    PUBLIC_INTEREST = "public_interest"
    MEANS = "means"
    TREATY = "treaty"
    NONE = ""


SOURCES: dict[Ground, str] = {
    Ground.MINORS: "§ 50 Abs. 1 AufenthV",
    Ground.PUBLIC_INTEREST: "§ 52 Abs. 7 AufenthV",
    Ground.MEANS: "§ 53 Abs. 2 AufenthV",
    Ground.TREATY: "§ 54 AufenthV",
}
LABELS: dict[Ground, Promise] = {
    Ground.MINORS: _("Alle Gäste sind minderjährig"),
    Ground.PUBLIC_INTEREST: _("Öffentliches Interesse oder humanitäre Gründe"),
    Ground.MEANS: _("Wirtschaftliche Verhältnisse der einladenden Person"),
    Ground.TREATY: _("Zwischenstaatliche Vereinbarung"),
}
GROUNDS: dict[Kind, frozenset[Ground]] = {
    Kind.HALF: frozenset({Ground.MINORS}),
    Kind.REDUCED: frozenset({Ground.PUBLIC_INTEREST, Ground.MEANS, Ground.TREATY}),
    Kind.WAIVED: frozenset({Ground.PUBLIC_INTEREST, Ground.MEANS, Ground.TREATY}),
    Kind.FULL: frozenset({Ground.NONE}),
}


@dataclass(frozen=True)
class Relief:
    """``unit_cents`` is what each declarant pays of a *reduced* fee, and without meaning otherwise. ``with_postage``: the
    city bears the postage too (it sets it, so it needs no provision)."""

    kind: Kind
    ground: Ground = Ground.NONE
    unit_cents: int = 0
    with_postage: bool = False


def applied(quote: Quote, relief: Relief) -> Quote:
    """What is owed after the decision; a line of which nothing is left is dropped."""
    lines = (_line(line, relief) for line in quote.lines)
    return Quote(tuple(line for line in lines if line.amount_cents))


def _line(line: FeeLine, relief: Relief) -> FeeLine:
    if line.code != "recognition":
        return replace(line, unit_cents=0) if relief.with_postage else line
    if relief.kind is Kind.FULL:
        return line
    basis = ", ".join(source for source in (line.basis, SOURCES.get(relief.ground, "")) if source)
    return replace(line, unit_cents=_unit(line.unit_cents, relief), basis=basis)


def _unit(full: int, relief: Relief) -> int:
    if relief.kind is Kind.HALF:
        return half(full)
    return relief.unit_cents if relief.kind is Kind.REDUCED else 0


def half(cents: int) -> int:
    """§ 50 (1) AufenthV: "in Höhe der Hälfte". The ordinance names no rule for half a cent; more than the half must not
    be asked for, so it is left out. Of 29.00 EUR it is 14.50 EUR exactly."""
    return cents // 2
