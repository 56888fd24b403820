"""Further adult guests and a second declarant of a case that came as a file: checked by the rules of the pages, kept in
the frozen case, shown in the summary. Each becomes a message of its own (``connectors.xauslaender.splitting``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework import journey
from casework.submission import store_case
from declarations import operations
from declarations.casefile import path
from declarations.casefile.document import CaseFile, Declarant, FurtherGuest
from declarations.casefile.mechanism import Context, Problem
from declarations.models import Declaration
from declarations.queries import case_file

GUESTS, SECOND = "further_guests", "second_declarant"
OF_GUESTS = ("guest", "companions", "stay", "accommodation")
OF_DECLARANTS = ("sponsor", "household", "income", "obligations", "other_declarations", "security", "housing")
MOST_GUESTS = 20
_UNREADABLE = _("Diese Angaben können wir so nicht lesen. Prüfen Sie sie bitte.")
_NO_COMPANIONS = {"has_companions": False}


@dataclass
class Parties:
    """In canonical form, as the frozen case keeps them; with every problem that was found."""

    guests: list[dict[str, Any]] = field(default_factory=list)
    second: dict[str, Any] | None = None
    problems: list[Problem] = field(default_factory=list)


def check(document: Mapping[str, Any], *, at: datetime) -> Parties:
    """Both keys of a case file. What a file says about anybody's identification is left out: a file proves nothing."""
    found = Parties()
    answers = document["answers"]
    guests = document.get(GUESTS) or []
    if not isinstance(guests, list) or len(guests) > MOST_GUESTS:
        found.problems.append(Problem(GUESTS, "unreadable", _UNREADABLE))
        return found
    for place, raw in enumerate(guests):
        kept = _checked(f"{GUESTS}.{place}", raw, answers, OF_GUESTS, found, at)
        found.guests += [kept] if kept is not None else []
    if document.get(SECOND):
        second = document[SECOND]
        raw = (
            {key: value for key, value in second.items() if key != "identification"} if isinstance(second, dict) else 0
        )
        found.second = _checked(SECOND, raw, answers, OF_DECLARANTS, found, at)
    return found


def _checked(
    place: str, raw: Any, answers: Mapping[str, Any], groups: tuple[str, ...], found: Parties, at: datetime
) -> dict[str, Any] | None:
    if not isinstance(raw, dict) or not set(raw) <= set(groups):
        found.problems.append(Problem(place, "unreadable", _UNREADABLE))
        return None
    context = journey.build_context(_as_if_alone(answers, raw, groups), at=at)
    sections = [one for one in path.needed(context) if one.key.partition(".")[0] in groups]
    for section in sections:
        faults = path.check_section(section, path.fetch(context.answers, section.key), context).problems
        found.problems += [replace(fault, path=f"{place}.{fault.path}") for fault in faults]
    pruned = path.prune(context)
    return {group: pruned[group] for group in groups if group in raw and group in pruned}


def _as_if_alone(answers: Mapping[str, Any], raw: Mapping[str, Any], groups: tuple[str, ...]) -> dict[str, Any]:
    """The answers of the case with these instead. Stay, accommodation and housing that were not told are as in the case."""
    shared = {"stay", "accommodation", "housing"}
    mine = {key: value for key, value in answers.items() if key not in groups or key in shared}
    if groups is OF_DECLARANTS:
        mine.pop("institution", None)
    else:
        mine["companions"] = _NO_COMPANIONS
    return mine | dict(raw)


def keep(declaration_id: Any, found: Parties) -> None:
    """Adds them to the case that was just frozen. Joins the caller's transaction."""
    if not found.guests and found.second is None:
        return
    row: Declaration = operations.locked(declaration_id)
    case = case_file(row)
    changes = {
        GUESTS: [FurtherGuest.model_validate(one) for one in found.guests],
        SECOND: Declarant.model_validate(found.second) if found.second is not None else None,
    }
    store_case(row, case.model_copy(update=changes))
    row.save(update_fields=["sealed_case"])


def contexts(case: CaseFile, context: Context) -> Iterator[tuple[str, Context]]:
    """(title, context with nobody's answers but theirs), for whoever shows the case in words."""
    for number, guest in enumerate(case.further_guests, start=2):
        told = guest.model_dump(mode="json", exclude_none=True)
        yield gettext("Gast %(number)s") % {"number": number}, replace(context, answers=told)
    if case.second_declarant is not None:
        told = case.second_declarant.model_dump(mode="json", exclude_none=True, exclude={"identification"})
        yield gettext("Zweite erklärende Person"), replace(context, answers=told)
