"""What would change a proposal that is not „nachgewiesen“: more income, fewer guests, other papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from creditcheck.figures import Figures
from creditcheck.need import Persons
from creditcheck.parts import Change, Effect, Reason, plain

_MENDED_BY = {
    "evidence_missing": "suitable_evidence",
    "evidence_unsuitable": "suitable_evidence",
    "evidence_too_old": "newer_evidence",
    "tax_assessment_too_old": "current_tax_certificate",
    "self_employed_unproven": "current_tax_certificate",
    "title_expired": "longer_title",
    "title_ends_before_stay": "longer_title",
}


def changes_for(figures: Figures, findings: Iterable[Reason]) -> Iterator[Change]:
    """The least that would have to be different. Nothing where no change of the case could help."""
    reasons = list(findings)
    if any(reason.effect is Effect.EXCLUDES for reason in reasons):
        return
    if figures.missing_net:
        yield Change(code="more_net", params=plain(more_eur=figures.missing_net))
        yield from fewer_guests(figures)
    for reason in reasons:
        if reason.code in _MENDED_BY:
            yield Change(code=_MENDED_BY[reason.code], params=reason.params)


def fewer_guests(figures: Figures) -> Iterator[Change]:
    """The fewest guests who would have to stay away; of several ways the one that keeps the most adults.

    Where adults were to come, one of them stays: no minor is left to travel alone.
    """
    if figures.guests is None or figures.rates is None or figures.attachable is None or figures.running is None:
        return
    spare = figures.attachable - figures.rates.of(figures.running)
    for fewer in range(1, figures.guests.total):
        for adults in range(fewer + 1):
            left = Persons(figures.guests.adults - adults, figures.guests.minors - (fewer - adults))
            if _may_come(left, figures.guests) and figures.rates.of(left) <= spare:
                yield Change(code="fewer_guests", params=plain(count=fewer, adults=adults, minors=fewer - adults))
                return


def _may_come(left: Persons, wanted: Persons) -> bool:
    return left.minors >= 0 and left.adults >= min(wanted.adults, 1)
