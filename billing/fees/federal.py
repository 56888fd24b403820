"""Amounts that federal law sets, each with the day from which it holds.

Source: § 47 (1) Nr. 12 AufenthV, "für die Anerkennung einer Verpflichtungserklärung (§ 68 des Aufenthaltsgesetzes)".
Certifying the signature is part of it. By § 49 (2) AufenthV the same amount is owed for working on the application,
so also when the declaration is refused.
"""

from __future__ import annotations

from datetime import date

SOURCE = "§ 47 Abs. 1 Nr. 12 AufenthV"

_FEE_CENTS_SINCE: tuple[tuple[date, int], ...] = ((date(2017, 9, 1), 2900),)


def fee_cents(on: date) -> int:
    """Cents for one declaration of one declarant filed that day. ``ValueError`` for days before the table begins."""
    amounts = [cents for since, cents in _FEE_CENTS_SINCE if since <= on]
    if not amounts:
        raise ValueError("no federal fee is known for that day")
    return amounts[-1]
