"""Which questions of a page depend on answers of the same page. Found by trying the answers out on the conditions
themselves, so that page and check can never disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from declarations.casefile.mechanism import Ask, Context

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Needs:
    """A question is asked when each of these other questions has one of these answers."""

    answers: dict[str, frozenset[Any]]


def opened_by(name: str, asks: Mapping[str, Ask], possible: Mapping[str, list[Any]], context: Context) -> Needs | None:
    """What opens this question, or None when no answer on this page does. ``possible`` are the answers to choose from."""
    others = [other for other in possible if other != name]
    for count in (1, 2):
        for together in combinations(others, count):
            found = list(_opening(asks[name], together, possible, context))
            if found:
                return Needs({other: frozenset(answers[other] for answers in found) for other in together})
    return None


def _opening(
    ask: Ask, together: tuple[str, ...], possible: Mapping[str, list[Any]], context: Context
) -> Iterator[Answers]:
    for values in product(*(possible[other] for other in together)):
        answers = dict(zip(together, values, strict=True))
        if ask.asked(context, answers):
            yield answers
