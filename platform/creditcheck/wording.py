"""Puts the parts of a worksheet into words, in the language that is active when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.functional import lazy

from creditcheck import texts
from creditcheck.parts import Change, Line, Params, Proposal, Reason, Sentence, Source
from kernel.money import euros_decimal

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Template = StrPromise | str


def label_text(line: Line) -> str:
    return _fill(texts.LABELS[line.code if line.code == "guide" else line.label], line.params)


def reason_text(reason: Reason) -> str:
    return _fill(texts.REASONS[reason.code], reason.params)


def change_text(change: Change) -> str:
    return _fill(texts.CHANGES[change.code], change.params)


def sentence_text(sentence: Sentence) -> str:
    return _fill(texts.SENTENCES[sentence.code], sentence.params)


def proposal_text(proposal: Proposal) -> str:
    return str(texts.PROPOSALS[proposal.value])


def source_text(source: Source) -> str:
    return str(texts.SOURCES[source.value])


def _refusal_text(code: str, params: Params) -> str:
    return _fill(texts.REASONS[code], params)


lazy_refusal_text = lazy(_refusal_text, str)


def persons_text(adults: int, minors: int) -> str:
    """„eine erwachsene Person und zwei minderjährige Personen“."""
    named = [
        template % {"count": count, "count_word": number_word(count)}
        for template, count in ((texts.ADULTS, adults), (texts.MINORS, minors))
        if count
    ]
    if len(named) == 2:
        return texts.BOTH % {"adults": named[0], "minors": named[1]}
    return named[0] if named else texts.ADULTS % {"count": 0, "count_word": number_word(0)}


def number_word(count: int) -> str:
    return str(texts.NUMBERS.get(count, count))


def _fill(template: Template, params: Mapping[str, int | str]) -> str:
    words: dict[str, Any] = {name: _word(name, value) for name, value in params.items()}
    if "count" in params:
        words["count_word"] = number_word(int(params["count"]))
    if "adults" in params and "minors" in params:
        words["persons"] = persons_text(int(params["adults"]), int(params["minors"]))
    return str(template % words)


def _word(name: str, value: int | str) -> int | str:
    """The suffix of a parameter's name tells its kind, see ``creditcheck.parts``."""
    if name.endswith("_eur"):
        return euros_decimal(Decimal(value))
    if name.endswith("_on"):
        return date_format(date.fromisoformat(str(value)), "DATE_FORMAT")
    if name == "field":
        return str(texts.FIELDS.get(str(value)) or texts.LABELS[str(value)])
    return value
