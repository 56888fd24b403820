"""The same lines as two tables: one that opens well in a German Excel, one for machines."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from billing.books.config import Decimals
from billing.books.kinds import LineKind
from billing.books.rendering import Line, Whole, amount

GERMAN = ("Liste", "Nr.", "Tag", "Art", "Kassenzeichen", "Vorgang", "Betrag in EUR", "Zahlungsart", "Zahlungsdienst")
MACHINE = ("batch", "line", "day", "kind", "cash_reference", "case", "amount_cents", "method", "provider")
WORDS = {
    LineKind.RECEIPT.value: "Einzahlung",
    LineKind.REFUND.value: "Erstattung",
    LineKind.CHARGEBACK.value: "Rückbuchung",
}
_FORMULA = ("=", "+", "-", "@", "\t")


def german(lines: Sequence[Line], whole: Whole) -> bytes:
    """UTF-8 with the mark that Excel looks for, semicolons, commas; the sum in the last line."""
    rows: list[Sequence[object]] = [GERMAN]
    rows += [
        (
            whole.batch, line.place, f"{line.day:%d.%m.%Y}", WORDS[line.kind], as_text(line.reference), as_text(line.case),
            amount(line.cents, Decimals.COMMA), as_text(line.method), as_text(line.provider),
        )
        for line in lines
    ]  # fmt: skip
    rows.append((whole.batch, "", "", "Summe", "", "", amount(whole.sum_cents, Decimals.COMMA), "", ""))
    return b"\xef\xbb\xbf" + _written(rows, ";", "\r\n")


def machine(lines: Sequence[Line], whole: Whole) -> bytes:
    """UTF-8, commas, ISO days, whole cents; no line of sums."""
    rows: list[Sequence[object]] = [MACHINE]
    rows += [
        (whole.batch, line.place, line.day.isoformat(), line.kind, line.reference, line.case, line.cents, line.method,
         line.provider)
        for line in lines
    ]  # fmt: skip
    return _written(rows, ",", "\n")


def as_text(value: str) -> str:
    """Excel would round a long number, read 1E5 as one, and run what begins like a formula."""
    if value and (value[0].isdigit() or value.startswith(_FORMULA)):
        return '="' + value.replace('"', '""') + '"'
    return value


def _written(rows: Sequence[Sequence[object]], separator: str, ending: str) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator, lineterminator=ending).writerows(rows)
    return file.getvalue().encode()
