"""The monthly net income that counts (EUR, ``Decimal``), line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_FLOOR, Decimal

from creditcheck.facts import Facts
from creditcheck.parts import Line, Source, plain
from creditcheck.tables import UnableToCheck
from kernel.money import CENT

KINDS = ("self_employed_month", "pension_month", "rental_month", "capital_month", "other_month")
DEDUCTION = "private_health_insurance_month"
NOT_COUNTED = ("one_off_payments", "child_benefit_month")
_LAWS = {DEDUCTION: "§ 850e Nr. 1 ZPO", "one_off_payments": "§ 850a ZPO", "child_benefit_month": "§ 76 EStG"}


def counted_net(facts: Facts, *, months: int) -> Decimal:
    """The average of the newest ``months`` months, plus the other kinds of income, less private health insurance.

    ``UnableToCheck``: a number is negative or missing, or more is deducted than is earned.
    """
    refuse_impossible(facts)
    kinds = [amount for name in KINDS if (amount := getattr(facts, name)) is not None]
    if not facts.monthly_net and not kinds and not facts.receives_scholarship:
        raise UnableToCheck("income_missing")
    average = average_net(facts.monthly_net, months=months) if facts.monthly_net else Decimal(0)
    total = average + sum(kinds, Decimal(0)) - (facts.private_health_insurance_month or Decimal(0))
    if total < 0:
        raise UnableToCheck("deduction_exceeds_income")
    return total.quantize(CENT)


def average_net(monthly: Sequence[Decimal | None], *, months: int) -> Decimal:
    """The average in full cents, rounded down: an average must not reach a limit that the income does not reach."""
    newest = [amount for amount in monthly[:months] if amount is not None]
    if len(newest) < months:
        raise UnableToCheck("months_missing", given=len(newest), wanted=months)
    return (sum(newest, Decimal(0)) / months).quantize(CENT, rounding=ROUND_FLOOR)


def refuse_impossible(facts: Facts) -> None:
    """``UnableToCheck`` (``negative_number``) for the first amount below zero."""
    amounts = {name: getattr(facts, name) for name in (*KINDS, DEDUCTION, *NOT_COUNTED)}
    amounts["monthly_net"] = min((amount for amount in facts.monthly_net if amount is not None), default=None)
    for name, amount in amounts.items():
        if amount is not None and amount < 0:
            raise UnableToCheck("negative_number", field=name)


def income_lines(facts: Facts, *, months: int, net: Decimal | None) -> Iterator[Line]:
    """The calculation as on paper; ``net`` is ``counted_net``'s result, or ``None`` when there is none."""
    for place, amount in enumerate(facts.monthly_net[:months], start=1):
        yield Line(
            code=f"net_month_{place}", label="net_month", params={"month": place}, amount=amount, source=Source.STATED
        )
    if net is not None and facts.monthly_net:
        average = average_net(facts.monthly_net, months=months)
        yield _calculated("net_average", average, params={"months": months})
    for name in KINDS:
        if (amount := getattr(facts, name)) is not None:
            yield _stated(name, amount)
    if facts.private_health_insurance_month:
        yield _stated(DEDUCTION, -facts.private_health_insurance_month)
    if net is not None:
        yield _calculated("counted_net", net)
    for name in NOT_COUNTED:
        if (amount := getattr(facts, name)) is not None:
            yield Line(
                code=name,
                label="not_counted",
                params=plain(field=name, stated_eur=amount),
                amount=Decimal("0.00"),
                source=Source.STATED,
                law=_LAWS[name],
            )


def _stated(name: str, amount: Decimal) -> Line:
    return Line(code=name, label=name, amount=amount.quantize(CENT), source=Source.STATED, law=_LAWS.get(name, ""))


def _calculated(code: str, amount: Decimal, params: dict[str, int | str] | None = None) -> Line:
    return Line(code=code, label=code, params=params or {}, amount=amount, source=Source.CALCULATED)
