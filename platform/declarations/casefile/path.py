"""The order of the sections, and what follows from the answers so far: what is next, what is open, what falls away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from declarations.casefile import guest, household, income, obligations, parties, sponsor, stay
from declarations.casefile.mechanism import Checked, Context, Problem, Section, check
from declarations.casefile.start import Eligibility, Way
from declarations.casefile.whose import SECTIONS as ASKED_WHOSE

SECTIONS: tuple[type[Section], ...] = (
    Eligibility, Way, parties.Institution, *sponsor.SECTIONS, household.Household, *income.SECTIONS, *obligations.SECTIONS, *guest.SECTIONS, *stay.SECTIONS, sponsor.SponsorRemark,
)  # fmt: skip
BY_KEY: dict[str, type[Section]] = {section.key: section for section in SECTIONS}
LISTS: dict[tuple[str, str], type[Section]] = {
    ("household", "members"): household.Member,
    ("other_declarations", "running"): obligations.RunningDeclaration,
    ("companions", "persons"): guest.Companion,
    ("institution", "representatives"): parties.Representative,
}
# Comes with case files; no page asks for it.
OF_FILES_ONLY: frozenset[type[Section]] = frozenset({parties.Institution})
# Of the person who acts for an institution nobody asks this.
OF_PERSONS_ONLY: frozenset[type[Section]] = frozenset(
    {
        sponsor.SponsorBirth, sponsor.SponsorTitle, sponsor.SponsorDocument, household.Household, *income.SECTIONS,
        obligations.Obligations, obligations.Security, stay.Housing,
    }
)  # fmt: skip


def fetch(answers: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The stored answers of one section (empty when there are none)."""
    here: Any = answers
    for part in key.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    return dict(here) if isinstance(here, Mapping) else {}


def is_answered(answers: Mapping[str, Any], key: str) -> bool:
    here: Any = answers
    for part in key.split("."):
        if not isinstance(here, Mapping) or part not in here:
            return False
        here = here[part]
    return True


def put(answers: Mapping[str, Any], key: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the answers with this section replaced."""
    first, _dot, rest = key.partition(".")
    copy = dict(answers)
    copy[first] = put(copy.get(first) or {}, rest, value) if rest else dict(value)
    return copy


def as_frozen(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers without the question whose sponsor this is: it was for us alone, and the release before knows no such answer."""
    kept = dict(answers)
    for place in ASKED_WHOSE:
        if is_answered(kept, place):
            told = {name: one for name, one in fetch(kept, place).items() if name != "municipality"}
            kept = put(kept, place, told)
    return kept


def check_section(section: type[Section], raw: Mapping[str, Any], context: Context) -> Checked:
    """Checks a section with the items of its lists; a problem in an item has the path ``household.members.0.…``."""
    result = check(section, raw, context)
    value, problems = dict(result.value), list(result.problems)
    for (key, name), item_section in LISTS.items():
        if key == section.key and value.get(name):
            checked = [
                check(item_section, item, context, at=f"{key}.{name}.{place}") for place, item in enumerate(raw[name])
            ]
            value[name] = [item.value for item in checked]
            problems += [problem for item in checked for problem in item.problems]
    return Checked(value, problems)


def needed(context: Context) -> list[type[Section]]:
    """The sections on the path of these answers, in order."""
    left_out = OF_PERSONS_ONLY if parties.is_institution(context) else frozenset()
    return [section for section in SECTIONS if section not in left_out and section.needed(context)]


def prune(context: Context) -> dict[str, Any]:
    """The answers without those of branches that are no longer reached, each section brought to its canonical form."""
    kept: dict[str, Any] = {}
    for section in needed(context):
        if is_answered(context.answers, section.key):
            result = check_section(section, fetch(context.answers, section.key), context)
            kept = put(kept, section.key, result.value)
    return kept


def problems(context: Context) -> list[Problem]:
    """Everything that is missing or wrong on the path: empty means that the case can be filed."""
    found: list[Problem] = []
    for section in needed(context):
        found += check_section(section, fetch(context.answers, section.key), context).problems
    return found


def open_sections(context: Context) -> list[type[Section]]:
    """Sections that are not yet complete, in order."""
    return [
        section
        for section in needed(context)
        if check_section(section, fetch(context.answers, section.key), context).problems
        or (not is_answered(context.answers, section.key) and _asks_something(section, context))
    ]


def _asks_something(section: type[Section], context: Context) -> bool:
    return section is not sponsor.SponsorRemark and any(ask.asked(context, {}) for ask in section.asks().values())
