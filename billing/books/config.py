"""What a city sets about its books: how its cash system wants to be told, and what counts as a difference."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from configuration.registry import Section, register


class Shape(StrEnum):
    """How the cash system takes its file; *none*: it takes none, the two tables are enough."""

    NONE = "none"
    CSV = "csv"
    FIXED = "fixed"


class Source(StrEnum):
    """Where a field's value comes from. The second group has values in the head and the foot alone."""

    TEXT = "text"
    LINE = "line"
    BATCH = "batch"
    REFERENCE = "reference"
    CASE = "case"
    KIND = "kind"
    AMOUNT = "amount"
    SIGN = "sign"
    DAY = "day"
    METHOD = "method"
    PROVIDER = "provider"

    COUNT = "count"
    SUM = "sum"
    SINCE = "since"
    UNTIL = "until"
    MADE = "made"


OF_THE_WHOLE = frozenset({Source.COUNT, Source.SUM, Source.SINCE, Source.UNTIL, Source.MADE})
OF_ANY = frozenset({Source.TEXT, Source.BATCH})


class Decimals(StrEnum):
    """2900 · 29,00 · 29.00"""

    CENTS = "cents"
    COMMA = "comma"
    POINT = "point"


class Align(StrEnum):
    LEFT = "left"
    RIGHT = "right"


class Encoding(StrEnum):
    UTF_8 = "utf-8"
    CP1252 = "cp1252"
    ISO_8859_15 = "iso-8859-15"


class LineEnding(StrEnum):
    CRLF = "crlf"
    LF = "lf"

    @property
    def signs(self) -> str:
        return "\r\n" if self is LineEnding.CRLF else "\n"


class Column(BaseModel):
    """One field of a line. ``width`` 0: as long as it is; else filled with ``pad`` and never cut off.

    ``unsigned``: the amount without its minus (the sign stands in a field of its own). ``words`` replaces codes by the
    cash system's own: receipt, refund and chargeback for the kind, plus and minus for the sign.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Source
    title: str = Field(default="", max_length=60)
    text: str = Field(default="", max_length=200)
    width: int = Field(default=0, ge=0, le=200)
    align: Align = Align.LEFT
    pad: str = Field(default=" ", min_length=1, max_length=1)
    decimals: Decimals = Decimals.COMMA
    unsigned: bool = False
    date_format: str = Field(default="%d.%m.%Y", max_length=30)
    words: dict[str, str] = Field(default_factory=dict)

    @field_validator("text", "pad")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if any(ord(sign) < 32 for sign in value):
            raise ValueError("no control characters")
        return value

    @field_validator("date_format")
    @classmethod
    def _a_date(cls, value: str) -> str:
        rest = value
        for part in ("%d", "%m", "%Y", "%y", "%j"):
            rest = rest.replace(part, "")
        if "%" in rest or any(sign.isalnum() or ord(sign) < 32 for sign in rest):
            raise ValueError("made of %d, %m, %Y, %y, %j and signs between them")
        return value


class CashFile(BaseModel):
    """The file for the cash system: lines of ``columns``, between a head and a foot where it wants them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shape: Shape = Shape.NONE
    columns: list[Column] = Field(default_factory=list, max_length=60)
    head: list[Column] = Field(default_factory=list, max_length=60)
    foot: list[Column] = Field(default_factory=list, max_length=60)
    titles: bool = False
    separator: str = Field(default=";", min_length=1, max_length=1)
    encoding: Encoding = Encoding.UTF_8
    line_ending: LineEnding = LineEnding.CRLF
    name: str = Field(default="kasse-{batch}.txt", max_length=60, pattern=r"^[A-Za-z0-9_.{}-]+$")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.shape is Shape.NONE:
            return self
        if not self.columns:
            raise ValueError("a file for the cash system needs columns")
        if self.shape is Shape.FIXED and any(not item.width for item in (*self.columns, *self.head, *self.foot)):
            raise ValueError("a file with fixed widths needs a width for each field")
        if any(item.source in OF_THE_WHOLE for item in self.columns):
            raise ValueError("counts and sums stand in the head or the foot")
        if any(item.source not in OF_THE_WHOLE | OF_ANY for item in (*self.head, *self.foot)):
            raise ValueError("head and foot have no value of a single line")
        if self.name.replace("{batch}", "").count("{") or self.name.replace("{batch}", "").count("}"):
            raise ValueError("the name of the file knows {batch} only")
        return self


class Foreign(StrEnum):
    """Payments on the account that are not of this service: a difference each, or not looked at."""

    REPORT = "report"
    IGNORE = "ignore"


@register
class BooksSection(Section):
    """``export_within_days``: what was paid and is not exported by then is a difference; 0 when nothing is exported.

    ``pending_days``: after so many days a payment that neither came nor failed is one. A direct debit may take fourteen.
    """

    cash_file: CashFile = Field(default_factory=CashFile)
    foreign: Foreign = Foreign.REPORT
    export_within_days: int = Field(default=0, ge=0, le=90)
    pending_days: int = Field(default=3, ge=1, le=60)

    @classmethod
    def section_name(cls) -> str:
        return "books"

    @classmethod
    def shown_to_peers(cls) -> frozenset[str]:
        return frozenset({"foreign", "export_within_days", "pending_days"})
