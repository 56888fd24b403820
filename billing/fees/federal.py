"""Amounts that federal law sets, each with the day from which it holds.

Source: § 47 (1) Nr. 12 AufenthV, "für die Anerkennung einer Verpflichtungserklärung (§ 68 des Aufenthaltsgesetzes)".
Certifying the signature is part of it. By § 49 (2) AufenthV the same amount is owed for working on the application,
so also when the declaration is refused. The operator publishes later amounts (``configuration.federal``).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from billing.fees.config import FeesConfig, Timing
from configuration.federal import queries
from configuration.federal.base import Dated, Example, Kind, Label, Moment
from configuration.federal.registry import register
from configuration.queries import Configuration
from kernel.money import to_cents
from ui.formats import money

SOURCE = "§ 47 Abs. 1 Nr. 12 AufenthV"


@register
class Fee(Kind):
    """Euros for one declaration of one declarant."""

    amount: Annotated[
        Decimal, Field(gt=0, max_digits=6, decimal_places=2), Label(_("Gebühr für eine Erklärung einer Person"))
    ]

    @classmethod
    def section_name(cls) -> str:
        return "fee"

    @classmethod
    def title(cls) -> Any:
        return _("Gebühr")

    @classmethod
    def about(cls) -> Any:
        return _("Was eine Verpflichtungserklärung kostet. Es zählt der Tag, an dem der Antrag abgegeben wird.")

    @classmethod
    def judged_at(cls) -> Moment:
        return Moment.FILING

    @classmethod
    def shipped(cls) -> tuple[Dated[Fee], ...]:
        return (Dated(date(2017, 9, 1), cls(amount=Decimal("29.00")), SOURCE),)

    @classmethod
    def from_next_day(cls) -> bool:
        return True

    @classmethod
    def overridden_by(cls, configuration: Configuration) -> bool:
        return configuration.section(FeesConfig).when is Timing.NONE

    def summary(self) -> str:
        return money(self.amount)

    def examples(self, since: date) -> list[Example]:  # noqa: ARG002  the shape of all kinds
        return [
            Example(_("Eine Person verpflichtet sich"), money(self.amount)),
            Example(_("Zwei Personen verpflichten sich gemeinsam"), money(2 * self.amount)),
        ]


def fee_on(day: date) -> Dated[Fee]:
    """The fee of declarations filed that day, with its source. ``ValueError`` for days before the first one."""
    found = queries.in_force(Fee, on=day)
    if found is None:
        raise ValueError("no federal fee is known for that day")
    return found


def fee_cents(on: date) -> int:
    """Cents for one declaration of one declarant filed that day. ``ValueError`` for days before the first fee."""
    return to_cents(fee_on(on).value.amount)
