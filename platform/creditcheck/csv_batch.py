"""Credit checks in bulk: a CSV in, one result a row out. Nothing is stored and no file is opened here.

Columns that are read: id, table_valid_from, dependants, guests_adult, guests_minor, need_month, net_income. All others
are passed over, above all what a row expects as its own result. Amounts are EUR with a dot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from creditcheck.csv_rows import read_records
from creditcheck.parts import Effect, Params, Proposal, Reason, plain
from creditcheck.tables import GarnishmentTable, UnableToCheck, attachable, minimum_net, table_for
from creditcheck.wording import reason_text

T = TypeVar("T")

NEEDED = ("table_valid_from", "dependants", "need_month", "net_income")
_AMOUNT = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,2})?")
_NUMBER = re.compile(r"-?[0-9]{1,4}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class UnableToReadCell(ValueError):  # named like the refusals
    """A cell is not of its column's form; the message names the column and never repeats the cell."""


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row says; ``None`` where it says nothing."""

    day: date | None
    dependants: int | None
    need: Decimal | None
    net: Decimal | None
    guests: tuple[int | None, int | None]


def check_rows(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """One dict per row, in order: id, attachable_amount and minimum_net (strings with two decimals, or ``None``),
    result (a ``Proposal``) and reasons (code and text).

    The table is the one in force on ``table_valid_from``, the need is ``need_month``. A row that cannot be read has
    ``error`` and ``line`` besides, and stops nothing.
    """
    for record in read_records(lines, needed=("id", *NEEDED)):
        name = record.cells.get("id")
        error = record.error
        if not error:
            try:
                yield {"id": name, **_check(_read(record.cells))}
                continue
            except UnableToReadCell as unreadable:
                error = str(unreadable)
        yield {"id": name, **_result(Proposal.CANNOT_BE_CALCULATED), "error": error, "line": record.line}


def _check(row: _Row) -> dict[str, Any]:
    reasons: list[Reason] = []
    table = _attempt(reasons, lambda: table_for(row.day) if row.day else None)
    free = _attempt(reasons, lambda: _attachable(row, table))
    least = _attempt(reasons, lambda: _minimum_net(row, table))
    reasons += _contradictions(row)
    if reasons or free is None or row.need is None:
        return _result(Proposal.CANNOT_BE_CALCULATED, free, least, reasons)
    params = plain(attachable_eur=free, need_eur=row.need)
    if free >= row.need:
        return _result(Proposal.PROVEN, free, least, [_reason("need_covered", params, Effect.NOTES)])
    params |= plain(short_eur=row.need - free)
    return _result(Proposal.NOT_PROVEN, free, least, [_reason("need_not_covered", params, Effect.REFUSES)])


def _attachable(row: _Row, table: GarnishmentTable | None) -> Decimal | None:
    if table is None or row.net is None or row.dependants is None:
        return None
    return attachable(row.net, row.dependants, table)


def _minimum_net(row: _Row, table: GarnishmentTable | None) -> Decimal | None:
    if table is None or row.need is None or row.dependants is None:
        return None
    return minimum_net(row.need, row.dependants, table)


def _contradictions(row: _Row) -> Iterator[Reason]:
    cells = dict(zip(NEEDED, (row.day, row.dependants, row.need, row.net), strict=True))
    empty = [name for name, value in cells.items() if value is None]
    if empty:
        yield _reason("columns_missing", {"columns": ", ".join(empty)})
    if row.need == 0:
        yield _reason("need_not_positive")
    for name, guests in zip(("adults", "minors"), row.guests, strict=True):
        if guests is not None and guests < 0:
            yield _reason("negative_number", {"field": name})
    if row.guests == (0, 0):
        yield _reason("no_guests")


def _attempt(reasons: list[Reason], work: Callable[[], T | None]) -> T | None:
    try:
        return work()
    except UnableToCheck as refusal:
        reason = _reason(refusal.code, plain(**refusal.params))
        if reason not in reasons:
            reasons.append(reason)
        return None


def _reason(code: str, params: Params | None = None, effect: Effect = Effect.BLOCKS) -> Reason:
    return Reason(code=code, effect=effect, params=params or {})


def _result(
    proposal: Proposal, free: Decimal | None = None, least: Decimal | None = None, reasons: Iterable[Reason] = ()
) -> dict[str, Any]:
    return {
        "attachable_amount": None if free is None else f"{free:.2f}",
        "minimum_net": None if least is None else f"{least:.2f}",
        "result": proposal.value,
        "reasons": [{"code": reason.code, "text": reason_text(reason)} for reason in reasons],
    }


def _read(cells: Mapping[str, str]) -> _Row:
    return _Row(
        day=_day(cells),
        dependants=_number(cells, "dependants"),
        need=_amount(cells, "need_month"),
        net=_amount(cells, "net_income"),
        guests=(_number(cells, "guests_adult"), _number(cells, "guests_minor")),
    )


def _day(cells: Mapping[str, str]) -> date | None:
    text = _cell(cells, "table_valid_from", _DAY)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UnableToReadCell("table_valid_from: no day of the calendar") from None


def _number(cells: Mapping[str, str], name: str) -> int | None:
    text = _cell(cells, name, _NUMBER)
    return int(text) if text else None


def _amount(cells: Mapping[str, str], name: str) -> Decimal | None:
    text = _cell(cells, name, _AMOUNT)
    return Decimal(text) if text else None


def _cell(cells: Mapping[str, str], name: str, form: re.Pattern[str]) -> str:
    text = cells.get(name, "")
    if text and not form.fullmatch(text):
        raise UnableToReadCell(f"{name}: not of the form {form.pattern}")
    return text
