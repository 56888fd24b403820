"""The need of a guest and the city's own table, between the form and the section ``credit``. What cannot be read stays as typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from configuration.document import Fault
from creditcheck.examples import DEPENDANTS, GUESTS
from kernel.money import NotAnAmount, parse_amount
from ui import formats
from ui.fields import RadioField, TextField
from ui.forms import Form

KINDS = (
    ("federal_short", _("Wie der Bund es empfiehlt")),
    ("full_standard_need", _("Der ganze Regelbedarf")),
    ("fixed_per_person", _("Ein fester Betrag je Person")),
)
HINTS = {
    "federal_short": _("Für Erwachsene der halbe Regelbedarf, für Kinder ein Viertel"),
    "full_standard_need": _("Für Erwachsene der Regelbedarf der Stufe 1, für Kinder der Anteil unten"),
}
YEAR = re.compile(r"\s*(\d{4})\s*[:=]?\s+(\S.*?)\s*", re.ASCII)
MOST_DIGITS = 20
CELL = re.compile(r"matrix\.(\d{1,4})\.(\d{1,4})", re.ASCII)
PERCENT = re.compile(r"(\d{1,3})(?:,(\d{1,2}))?\s*%?", re.ASCII)


class NeedForm(Form):
    """Bound to the draft from its first moment, with its faults beside the fields."""

    kind = RadioField(label=_("Was braucht ein Gast im Monat?"), choices=KINDS, hints=HINTS, required=False)
    amount = TextField(
        label=_("Fester Betrag je erwachsener Person im Monat (in Euro)"), width=10, inputmode="decimal", required=False
    )
    share = TextField(
        label=_("Anteil für ein Kind (in Prozent)"), help_text=_("Nur bei den beiden eigenen Regeln. 100 heißt: so viel wie ein Erwachsener."),
        width=4, inputmode="decimal", required=False,
    )  # fmt: skip
    years = TextField(
        label=_("Regelbedarf künftiger Jahre"), help_text=_("Nur für Jahre, die der Bund noch nicht veröffentlicht hat. Eine Zeile je Jahr, zum Beispiel: 2028 580,00"),
        rows=3, required=False,
    )  # fmt: skip

    def __init__(self, value: Mapping[str, Any], faults: Iterable[Fault] = ()) -> None:
        super().__init__(_typed(value))
        for field in self.fields.values():
            field.quiet = True  # type: ignore[attr-defined]  # what is missing is said as a fault
        self.full_clean()
        for fault in faults:
            name = _place(fault.path)
            if name and name not in self.errors:
                self.add_error(name, fault.reason)


def merged(value: Mapping[str, Any], posted: Any) -> dict[str, Any]:
    """The section with what this page posted; everything else as it is."""
    made = {
        **value,
        "need_rule": _rule(posted, value.get("need_rule")),
        "standard_need_by_year": _years(str(posted.get("years", ""))),
    }
    return made | {"matrix": _matrix(posted)}


@dataclass(frozen=True)
class Cell:
    """A field of the own table: what stands in it, and what is wrong with it."""

    name: str
    text: str
    faults: list[Any]


def cells(value: Mapping[str, Any], faults: Iterable[Fault] = ()) -> list[list[Cell]]:
    """A row for each number of guests."""
    matrix, wrong = value.get("matrix"), list(faults)
    rows = matrix if isinstance(matrix, list) else []

    def cell(guests: int, number: int) -> Cell:
        name = _cell(guests, number)
        said = [fault.reason for fault in wrong if name == name_of_cell(fault.path)]
        return Cell(name, _amount_at(rows, guests - 1, number), said)

    return [[cell(guests, number) for number in DEPENDANTS] for guests in GUESTS]


def name_of_cell(path: str) -> str:
    """The field at the place of a fault; nothing for other places and for what the page has no field for."""
    found = CELL.fullmatch(path)
    guests, number = (int(found[1]) + 1, int(found[2])) if found else (0, 0)
    return _cell(guests, number) if guests in GUESTS and number in DEPENDANTS else ""


def _rule(posted: Any, before: Any) -> dict[str, Any]:
    kind, there = str(posted.get("kind", "")), before if isinstance(before, Mapping) else {}
    rule: dict[str, Any] = {"kind": kind}
    if kind == "fixed_per_person":
        rule["amount"] = _as_before(_amount(str(posted.get("amount", ""))), there.get("amount"))
    if kind != "federal_short":
        rule["minor_share"] = _as_before(_share(str(posted.get("share", "")).strip()), there.get("minor_share"))
    return rule


def _as_before(typed: str, before: Any) -> Any:
    """The same number in the spelling that is there (1 and 1.0): a page that was only saved changes nothing."""
    try:
        return before if _number(typed) == _number(before) else typed
    except ArithmeticError:
        return typed


def _share(text: str) -> str:
    found = PERCENT.fullmatch(text or "100")
    return str(Decimal(f"{found[1]}.{found[2] or 0}") / 100) if found else text


def _amount(text: str) -> str:
    try:
        return str(parse_amount(text))
    except NotAnAmount:
        return text.strip()


def _years(text: str) -> dict[str, str]:
    found = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        told = YEAR.fullmatch(line)
        found[told[1] if told else line] = _amount(told[2]) if told else ""
    return found


def _matrix(posted: Any) -> list[list[str]]:
    """Rows and columns that are empty to the end belong to no table; a gap within is an empty text, and a fault."""
    rows = [[_amount(str(posted.get(_cell(guests, number), ""))) for number in DEPENDANTS] for guests in GUESTS]
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((place + 1 for row in rows for place, one in enumerate(row) if one), default=0)
    return [row[:width] for row in rows]


def _typed(value: Mapping[str, Any]) -> dict[str, str]:
    rule = value.get("need_rule")
    rule = rule if isinstance(rule, Mapping) else {}
    years = value.get("standard_need_by_year")
    lines = [f"{year} {_shown(one)}".strip() for year, one in years.items()] if isinstance(years, Mapping) else []
    return {
        "kind": str(rule.get("kind", "federal_short")), "amount": _shown(rule.get("amount", "")),
        "share": _percent(rule.get("minor_share", "")), "years": "\n".join(lines),
    }  # fmt: skip


def _percent(share: Any) -> str:
    try:
        text = f"{_number(share) * 100:f}" if share != "" else ""
    except ArithmeticError:
        return str(share)
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _number(typed: Any) -> Decimal:
    """Raises ``ArithmeticError`` for what is no number, or one that nobody could write out (1E+999999)."""
    found = Decimal(str(typed))
    if not found.is_finite() or abs(found.adjusted()) > MOST_DIGITS:
        raise ArithmeticError
    return found


def _shown(amount: Any) -> str:
    try:
        return str(formats.amount_text(_number(amount))) if amount not in ("", None) else ""
    except ArithmeticError:
        return str(amount)


def _cell(guests: int, dependants: int) -> str:
    return f"m{guests}_{dependants}"


def _amount_at(rows: list[Any], row: int, column: int) -> str:
    here = rows[row] if row < len(rows) and isinstance(rows[row], list) else []
    return _shown(here[column]) if column < len(here) else ""


def _place(path: str) -> str:
    if path.startswith("standard_need_by_year"):
        return "years"
    if path.startswith("need_rule"):
        last = path.rpartition(".")[2]
        return {"amount": "amount", "minor_share": "share"}.get(last, "kind")
    return ""
