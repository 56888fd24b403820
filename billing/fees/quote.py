"""How much is owed for one declaration. Amounts are cents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.fees import federal
from billing.fees.config import FeesConfig, Timing

LABELS: dict[str, Promise] = {
    "recognition": _("Gebühr für die Verpflichtungserklärung"),
    "postage": _("Versand der Urkunde"),
}


_OF_SEVERAL = _("%(label)s, %(number)d. Person")


@dataclass(frozen=True)
class FeeLine:
    """``basis`` is the provision that the amount rests on, empty where the city sets it. ``person``: whose part of several
    declarants' it is, counted from one; 0 where there is nothing to tell apart."""

    code: str
    count: int
    unit_cents: int
    basis: str = ""
    person: int = 0

    @property
    def amount_cents(self) -> int:
        return self.count * self.unit_cents

    @property
    def label(self) -> str:
        """In the language that is active now."""
        label = str(LABELS[self.code])
        return str(_OF_SEVERAL % {"label": label, "number": self.person}) if self.person else label

    def apart(self) -> tuple[FeeLine, ...]:
        """One line for each declarant, since each owes the fee."""
        if self.count == 1:
            return (self,)
        return tuple(replace(self, count=1, person=number) for number in range(1, self.count + 1))


@dataclass(frozen=True)
class Quote:
    lines: tuple[FeeLine, ...]

    @property
    def shown(self) -> tuple[FeeLine, ...]:
        """As people read it: what each declarant owes stands by itself."""
        return tuple(part for line in self.lines for part in line.apart())

    @property
    def total_cents(self) -> int:
        return sum(line.amount_cents for line in self.lines)

    def with_total(self, cents: int) -> Quote:
        """The same lines with the fee that makes up this total: what was owed on the day of filing stays owed."""
        return Quote(tuple(self._line_with_total(line, cents) for line in self.lines))

    def _line_with_total(self, line: FeeLine, cents: int) -> FeeLine:
        if line.code != "recognition":
            return line
        return replace(line, unit_cents=line.unit_cents + (cents - self.total_cents) // line.count)


def quote(config: FeesConfig, *, declarants: int, delivery_by_post: bool, on: date) -> Quote:
    """The fee of one declaration filed on that day: per declarant, spouses on one form included; postage once.

    ``ValueError`` when nobody declares. A city that takes no fee gets a quote without lines.
    """
    if declarants < 1:
        raise ValueError("a declaration has at least one declarant")
    if config.when is Timing.NONE:
        return Quote(())
    lines = [FeeLine("recognition", declarants, federal.fee_cents(on), federal.fee_on(on).source)]
    if delivery_by_post and config.postage_cents:
        lines.append(FeeLine("postage", 1, config.postage_cents))
    return Quote(tuple(lines))
