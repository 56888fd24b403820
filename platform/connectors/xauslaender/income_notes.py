"""The remarks about household, income and duties: the parts of sums, and what the message has no element for."""

from __future__ import annotations

from connectors.xauslaender.income import MOST_DEPENDANTS
from connectors.xauslaender.notes import Notes, partial_date, written_out
from declarations.casefile import household as household_parts
from declarations.casefile import obligations as obligations_parts
from declarations.casefile.document import Answers
from declarations.casefile.mechanism import Section


def remarks(notes: Notes, answers: Answers) -> None:
    _household(notes, answers.household)
    income = answers.income
    notes.add("Einkommensarten", ", ".join(str(kind.label) for kind in income.sources.kinds or []))
    notes.add("Bürgergeld, Sozialhilfe, Wohngeld oder AsylbLG", income.sources.receives_sgb2_sgb12)
    notes.add("Stipendium oder BAföG", income.sources.receives_scholarship)
    for part in (income.employment, income.net, income.business, income.other):
        if part is not None:
            _labelled(notes, part)
    _labelled(notes, answers.obligations)
    if answers.housing:
        _labelled(notes, answers.housing)
        area = answers.housing.living_area_sqm
        notes.add("Wohnfläche", f"{area} m²" if area is not None else None)
    declarations(notes, answers.other_declarations)


# Told by an element of the message, or no amount of money.
_ELSEWHERE = frozenset(
    {
        "employer_name", "is_limited", "contract_limited_until", "under_notice", "garnishments", "insolvency_last_5_years",
        "living_area_sqm", *(f"net_month_{number}" for number in range(1, 7)),
    }
)  # fmt: skip


def _labelled(notes: Notes, section: Section) -> None:
    """Each answer with the words in which it was asked for."""
    for name, ask in section.asks().items():
        if name not in _ELSEWHERE:
            notes.add(str(ask.label).rstrip("?"), getattr(section, name))


def _household(notes: Notes, household: household_parts.Household) -> None:
    for member in household.members or []:
        told = [
            f"{member.given_names or ''} {member.family_name or ''}".strip(),
            f"geboren {partial_date(member.birth_date)}" if member.birth_date else "",
            written_out(member.relation),
            "lebt im Haushalt" if member.lives_in_household else "",
            "wird unterhalten" if member.maintained else "",
            f"eigenes Einkommen {written_out(member.own_net_income)}" if member.own_net_income else "",
            f"Unterhalt {written_out(member.maintenance_paid)}" if member.maintenance_paid else "",
        ]
        notes.add("Person im Haushalt oder mit Unterhalt", ", ".join(part for part in told if part))
    count = sum(member.maintained is True for member in household.members or [])
    if count > MOST_DEPENDANTS:
        notes.add("Unterhaltene Personen", count)


def declarations(notes: Notes, other: obligations_parts.OtherDeclarations) -> None:
    for one in other.running or []:
        told = [
            one.authority or "", f"{one.adults or 0} Erwachsene, {one.minors or 0} Minderjährige",
            f"von {written_out(one.since)}" if one.since else "", f"bis {written_out(one.until)}" if one.until else "",
        ]  # fmt: skip
        notes.add("Laufende Verpflichtungserklärung", ", ".join(part for part in told if part))
    notes.add("Verpflichtungserklärung in den letzten sechs Monaten", other.prior_last_6_months)
    notes.add("Visum für volle drei Monate", other.prior_full_visa_period)
