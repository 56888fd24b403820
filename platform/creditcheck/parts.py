"""The parts a worksheet is made of. They hold codes, figures and dates; ``creditcheck.texts`` puts them into words.

Names of parameters tell their kind: ``…_eur`` an amount, ``…_on`` a day (ISO), ``field`` the key of a label, the rest
plain numbers.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Euro = Annotated[Decimal, Field(decimal_places=2)]
Params = dict[str, int | str]


class Proposal(StrEnum):
    """What the calculation proposes to the clerk, who alone decides."""

    PROVEN = "PROVEN"
    CREDIBLE = "CREDIBLE"
    NOT_PROVEN = "NOT_PROVEN"
    CANNOT_BE_CALCULATED = "CANNOT_BE_CALCULATED"


class Source(StrEnum):
    """Where a figure comes from."""

    STATED = "stated"
    CALCULATED = "calculated"
    PUBLISHED = "published"
    CITY = "city"


class Effect(StrEnum):
    """What a reason does to the proposal."""

    EXCLUDES = "excludes"  # never certified, whatever the figures say
    BLOCKS = "blocks"  # nothing can be calculated
    REFUSES = "refuses"  # speaks against, however good the evidence
    UNPROVEN = "unproven"  # the papers do not carry the figures
    WARNS = "warns"  # for the clerk to weigh; also speaks against „glaubhaft gemacht“
    NOTES = "notes"  # explains, changes nothing


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Line(_Part):
    """One line of the calculation: ``amount`` or, where it is no amount, ``text``."""

    code: str
    label: str
    params: Params = {}
    amount: Euro | None = None
    text: str = ""
    source: Source
    source_note: str = ""
    law: str = ""


class Reason(_Part):
    code: str
    effect: Effect
    params: Params = {}


class Change(_Part):
    """Something that would change the proposal."""

    code: str
    params: Params = {}


class Sentence(_Part):
    """Something said to the sponsor."""

    code: str
    params: Params = {}


def plain(**params: Decimal | date | int | str) -> Params:
    """Parameters as they are stored: amounts with two decimals, days as ISO."""
    kept: Params = {}
    for name, value in params.items():
        if isinstance(value, Decimal):
            kept[name] = f"{value:.2f}"
        elif isinstance(value, date):
            kept[name] = value.isoformat()
        else:
            kept[name] = value
    return kept
