"""The file for the cash system, by the city's description of it. Pure; a value that does not fit is refused, never cut."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from billing.books.config import Align, CashFile, Column, Decimals, Shape, Source
from billing.books.kinds import LineKind
from billing.books.refusals import UnableToExport

SIGNS = {"plus": "+", "minus": "-"}
KINDS = {LineKind.RECEIPT.value: "E", LineKind.REFUND.value: "A", LineKind.CHARGEBACK.value: "R"}
Values = Mapping[Source, str | int | date]


@dataclass(frozen=True)
class Line:
    """One movement as it is told. Cents; what goes is negative."""

    place: int
    kind: str
    reference: str
    case: str
    cents: int
    day: date
    method: str
    provider: str


@dataclass(frozen=True)
class Whole:
    """What head and foot speak of."""

    batch: int
    since: date
    until: date
    made: date
    count: int
    sum_cents: int


def cash_file(description: CashFile, lines: Sequence[Line], whole: Whole) -> bytes:
    """Refused with ``UnableToExport``: too_narrow, not_in_encoding; ``field`` in its params says which."""
    rows = [_row(description, description.head, _of_whole(whole))] if description.head else []
    if description.titles:
        rows.append([column.title or column.source.value for column in description.columns])
    rows += [_row(description, description.columns, _of_line(line, whole)) for line in lines]
    if description.foot:
        rows.append(_row(description, description.foot, _of_whole(whole)))
    return _joined(description, rows)


def _of_line(line: Line, whole: Whole) -> Values:
    return {
        Source.LINE: line.place,
        Source.BATCH: whole.batch,
        Source.REFERENCE: line.reference,
        Source.CASE: line.case,
        Source.KIND: line.kind,
        Source.AMOUNT: line.cents,
        Source.SIGN: "minus" if line.cents < 0 else "plus",
        Source.DAY: line.day,
        Source.METHOD: line.method,
        Source.PROVIDER: line.provider,
    }


def _of_whole(whole: Whole) -> Values:
    return {
        Source.BATCH: whole.batch,
        Source.COUNT: whole.count,
        Source.SUM: whole.sum_cents,
        Source.SINCE: whole.since,
        Source.UNTIL: whole.until,
        Source.MADE: whole.made,
    }


def _row(description: CashFile, columns: Sequence[Column], values: Values) -> list[str]:
    return [_field(description, column, values) for column in columns]


def _field(description: CashFile, column: Column, values: Values) -> str:
    name = column.title or column.source.value
    text = _text(column, values)
    try:
        text.encode(description.encoding.value)
    except UnicodeEncodeError:
        raise UnableToExport(code="not_in_encoding", field=name, encoding=description.encoding.value) from None
    if not column.width:
        return text
    if len(text) > column.width:
        raise UnableToExport(code="too_narrow", field=name, width=column.width, needed=len(text))
    return _padded(column, text)


def _padded(column: Column, text: str) -> str:
    if column.align is Align.LEFT:
        return text.ljust(column.width, column.pad)
    if column.pad == "0" and text[:1] in "+-" and text[1:]:
        return text[0] + text[1:].rjust(column.width - 1, "0")
    return text.rjust(column.width, column.pad)


def _text(column: Column, values: Values) -> str:
    if column.source is Source.TEXT:
        return column.text
    value = values[column.source]
    if isinstance(value, date):
        return value.strftime(column.date_format)
    if column.source in (Source.AMOUNT, Source.SUM):
        return amount(abs(int(value)) if column.unsigned else int(value), column.decimals)
    words = {**KINDS, **SIGNS, **column.words} if column.source in (Source.KIND, Source.SIGN) else column.words
    return words.get(str(value), str(value))


def amount(cents: int, decimals: Decimals) -> str:
    """-2900, -29,00 or -29.00"""
    if decimals is Decimals.CENTS:
        return str(cents)
    euros, rest = divmod(abs(cents), 100)
    point = "," if decimals is Decimals.COMMA else "."
    return f"{'-' if cents < 0 else ''}{euros}{point}{rest:02d}"


def _joined(description: CashFile, rows: Sequence[Sequence[str]]) -> bytes:
    ending = description.line_ending.signs
    if description.shape is Shape.FIXED:
        return "".join("".join(row) + ending for row in rows).encode(description.encoding.value)
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=description.separator, lineterminator=ending).writerows(rows)
    return file.getvalue().encode(description.encoding.value)
