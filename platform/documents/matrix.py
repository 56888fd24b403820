"""Which papers this case needs: pure, from the facts and the city's rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext

from documents.config import DocumentRules
from documents.facts import Facts
from documents.kinds import KINDS
from documents.rows import ROWS, Row


@dataclass(frozen=True)
class Requirement:
    """One paper to bring. ``label`` and ``hint`` are texts, lazy ones mostly."""

    kind: str
    label: Any
    hint: Any
    required: bool


def requirements(facts: Facts, rules: DocumentRules) -> list[Requirement]:
    """Each kind once, required before optional, in the order of the matrix. A kind that one row demands is required."""
    found: dict[str, Requirement] = {}
    for row in ROWS:
        level = rules.matrix.get(row.case, {}).get(row.kind, row.level)
        if level == "off" or not row.applies(facts):
            continue
        required, before = level == "require", found.get(row.kind)
        if before is None or (required and not before.required):
            found[row.kind] = Requirement(row.kind, KINDS[row.kind].label, _hint(row, rules), required)
    return sorted(found.values(), key=lambda item: not item.required)


def _hint(row: Row, rules: DocumentRules) -> Any:
    if row.kind != "pay_slips":
        return row.hint or KINDS[row.kind].hint
    months = ngettext(
        "Die Abrechnung vom letzten Monat.", "Die Abrechnungen der letzten %(count)d Monate.", rules.payslip_months
    )
    return f"{months % {'count': rules.payslip_months}} {KINDS[row.kind].hint}"
