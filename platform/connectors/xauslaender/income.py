"""Money in whole euros, as the message wants it: income is rounded down, expenses up, so that rounding flatters nobody."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from connectors.xauslaender.build import Node
from connectors.xauslaender.notes import Notes
from declarations.casefile import household as household_parts
from declarations.casefile import income as income_parts
from declarations.casefile import obligations as obligations_parts
from declarations.casefile.choices import WORK, SecurityKind
from declarations.casefile.document import Answers, Income

MOST_DEPENDANTS, MOST_THIRD_PERSONS = 5, 5
THIRD_PERSON_FROM = Decimal(300)


def income(amount: Decimal) -> str:
    return str(int(amount.to_integral_value(ROUND_FLOOR)))


def expense(amount: Decimal) -> str:
    return str(int(amount.to_integral_value(ROUND_CEILING)))


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """None when nothing was told at all: that is not the same as nothing."""
    told = [amount for amount in amounts if amount is not None]
    return sum(told, Decimal(0)) if told else None


def _months(net: income_parts.Net | None) -> list[Decimal]:
    """Net income, the last month first."""
    if net is None:
        return []
    amounts = [getattr(net, f"net_month_{number}") for number in range(1, 7)]
    return [amount for amount in amounts if amount is not None]


def _is_employed(income_part: Income) -> bool:
    return income_part.employment is not None or bool(set(income_part.sources.kinds or []) & set(WORK))


def employment(parent: Node, part: Income) -> None:
    """The last months' net pay, and whether the work will last."""
    if not _is_employed(part):
        return
    node = parent.xa("arbeitnehmerverhaeltnis")
    for amount in _months(part.net):
        node.xa("einkuenfte", income(amount))
    work = part.employment
    if work is None:
        return
    if work.contract_limited_until:
        node.xa("befristet", work.contract_limited_until.isoformat())
    if work.is_limited is False:
        node.xa("befristetErklaerung", "unbefristet")
    if work.under_notice:
        node.xa("arbeitsverhaeltnisEndeErklaerung", "Das Arbeitsverhältnis ist gekündigt.")


def other_income(parent: Node, part: Income) -> None:
    """All other monthly income as one sum: the element may stand for sources or for months, and one sum is right in
    both readings. The remarks tell what it consists of. Child benefit is told there only: cities count it differently.
    """
    other, months = part.other, _months(part.net)
    average = sum(months, Decimal(0)) / len(months) if months and not _is_employed(part) else None
    amounts = [average, part.business.self_employed_profit_month if part.business else None]
    if other:
        amounts += [
            other.pension_month, other.rental_income_month, other.capital_income_month, other.other_income_month,
        ]  # fmt: skip
    total = _sum(amounts)
    if total is not None:
        parent.xa("sonstigeEinkuenfte", income(total))


def _maintenance(answers: Answers) -> Decimal | None:
    """Asked twice, for persons and in sum: the larger answer counts, not both."""
    for_persons = _sum(member.maintenance_paid for member in answers.household.members or [])
    told = [amount for amount in (for_persons, answers.obligations.maintenance) if amount is not None]
    return max(told) if told else None


def expenses(parent: Node, answers: Answers) -> None:
    """Maintenance, loans, insurances and housing, per month."""
    duties, housing, other = answers.obligations, answers.housing, answers.income.other
    amounts = [_maintenance(answers), duties.loans_month, duties.insurances]
    amounts.append(other.private_health_insurance if other else None)
    if housing:
        amounts += [housing.cold_rent, housing.ancillary_costs, housing.heating, housing.mortgage_payment]
    total = _sum(amounts)
    if total is not None:
        parent.xa("regelmaessigeAusgaben", expense(total))


def assets(parent: Node, security: obligations_parts.Security | None) -> None:
    if security is None or security.kind in (None, SecurityKind.NONE):
        return
    notes = Notes()
    notes.add("Angebotene Sicherheit", security.kind)
    notes.add("Betrag", security.amount)
    notes.add("IBAN", security.bank_iban)
    parent.xa("vermoegen", "; ".join(notes.text().split("\n")))


def claims(parent: Node, duties: obligations_parts.Obligations) -> None:
    told = ["Lohn oder Konto ist gepfändet."] if duties.garnishments else []
    told += ["Insolvenzverfahren in den letzten fünf Jahren."] if duties.insolvency_last_5_years else []
    parent.xa_if("zahlungsklagen", " ".join(told))


def dependants(parent: Node, household: household_parts.Household) -> None:
    """How many persons the sponsor maintains by law; the schema counts to five."""
    if household.has_members is None and not household.members:
        return
    count = sum(member.maintained is True for member in household.members or [])
    parent.xa("finanzielleVerantwortung", str(min(count, MOST_DEPENDANTS)))


def third_persons(parent: Node, household: household_parts.Household) -> None:
    """Incomes of others in the household above 300 EUR a month, the largest first."""
    members = [member for member in household.members or [] if member.lives_in_household is not False]
    amounts = [member.own_net_income for member in members if member.own_net_income is not None]
    for amount in sorted((one for one in amounts if one > THIRD_PERSON_FROM), reverse=True)[:MOST_THIRD_PERSONS]:
        parent.xa("einkuenfteDritterPersonen", income(amount))


def other_declarations(parent: Node, running: list[obligations_parts.RunningDeclaration]) -> None:
    for one in running:
        node = parent.xa("weitereVE")
        node.xa_if("nummerVE", one.number)
        node.xa_if("nameABH", one.authority)
        if one.adults is not None or one.minors is not None:
            node.xa("anzahlAbgesichertePersonen", str((one.adults or 0) + (one.minors or 0)))
