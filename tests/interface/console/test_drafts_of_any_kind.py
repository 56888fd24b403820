"""A draft is kept also when it is wrong: whatever somebody wrote as text, every page that shows it still opens."""

from __future__ import annotations

import copy
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.urls import set_urlconf

from tenants.binding import bind

ODD: tuple[Any, ...] = (
    None, 7, "1E+999999", [7], [[1]], [{"key": "Büro 1", "name": 3}], {"a": 1}, {"de": None, "en": []},
)  # fmt: skip
TODAY = date(2026, 11, 22)
OFFICE = {
    "key": "mitte", "name": {"de": "Mitte"}, "address": ["Weg 1"], "hours": [{"start": "08:00", "end": "12:00", "days": ["mo"], "season": None}],
    "counters": [{"key": "a", "name": "A"}],
}  # fmt: skip
RICH: dict[str, dict[str, Any]] = {
    "appointments": {"offices": [OFFICE], "release": {"weekday": "mo", "at": "08:00", "weeks": 2}},
    "declarations": {"municipalities": {"06413000": {"name": "Offenbach", "postal_codes": ["63065"]}}, "shared_codes": {"63065": ["Hanau"]}},
    "credit": {"need_rule": {"kind": "fixed_per_person", "amount": "100", "minor_share": "1"}, "matrix": [["1", "2"]], "standard_need_by_year": {"2028": "580"}},
}  # fmt: skip


def _spoilt(value: Any, depth: int = 0) -> Iterator[Any]:
    """The value with something odd at one place, for every place down to the parts of parts."""
    yield from ODD
    if isinstance(value, dict) and depth < 4:
        for name, one in value.items():
            yield from ({**value, name: odd} for odd in _spoilt(one, depth + 1))
    elif isinstance(value, list) and depth < 4:
        for place, one in enumerate(value[:1]):
            yield from ([*value[:place], odd, *value[place + 1 :]] for odd in _spoilt(one, depth + 1))


def test_whatever_stands_in_a_draft_can_be_shown(offenbach: Any) -> None:
    from configuration import drafting
    from configuration.models import DraftSection
    from configuration.registry import sections

    broken: dict[str, str] = {}
    set_urlconf("config.urls_city")
    with bind(offenbach):
        draft = drafting.current()
        for name in sections.names():
            ground = draft.section(name).published
            for value in _spoilt(copy.deepcopy({**ground, **RICH.get(name, {})})):
                there = drafting.SectionDraft(name, value, ground, DraftSection(name=name, value=value))
                try:
                    _show(there)
                except Exception as error:  # each way to break is told once
                    where = traceback.extract_tb(error.__traceback__)
                    place = next(
                        f"{one.name}:{one.lineno}" for one in reversed(where) if "site-packages" not in one.filename
                    )
                    broken.setdefault(f"{name} {place} {error!r:.120}", f"{_different(ground, value)!r:.300}")
    set_urlconf(None)
    assert not broken


def _different(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in after.items() if before.get(name) != one} if isinstance(after, dict) else after


def _show(there: Any) -> None:
    from configuration.showing import changes
    from configuration.words import words_of
    from onboarding.console import sections
    from onboarding.console.forms.group import GroupForm

    words = words_of(there.name)
    if words is None:
        return
    sections.state_of(there, set())
    for block in [*(sections._block(words, group, there, {}) for group in words.groups)]:
        [str(row.value) for row in block.rows]
    for name, label in words.apart.items():
        str(sections._apart_row(words, name, label, there, {}).value)
    for one in changes({there.name: there.published}, {there.name: there.value}):
        [str(line.label) for line in one.lines]
    for group in words.groups:
        GroupForm(group, there.value, there.faults)
    [str(fault.reason) for fault in there.faults]
    _OWN.get(there.name, lambda _there: None)(there)


def _visits(there: Any) -> None:
    from onboarding.console import calendars
    from onboarding.console.forms import visit_rules
    from onboarding.console.forms.group import GroupForm
    from onboarding.console.forms.office import OFFICE as FORM
    from onboarding.console.forms.office import place_shown
    from onboarding.console.forms.visit_system import system_form
    from onboarding.console.visit_blocks import counter_blocks, holidays_ahead, office_blocks, office_lines, rule_blocks

    for block in rule_blocks(there, {}):
        [str(row.value) for row in block.rows]
    office_lines(there)
    visit_rules.when_form(there.value, there.faults)
    visit_rules.reminders_form(there.value, there.faults)
    system_form(there.value, there.faults)
    for office in calendars.offices(there.value):
        for block in office_blocks(there, office, today=TODAY):
            [str(row.value) for row in block.rows]
        for block, _url in counter_blocks(there, office, today=TODAY):
            [str(row.value) for row in block.rows]
        holidays_ahead(office, today=TODAY)
        GroupForm(FORM, place_shown(office), ())
        calendars.rules_with(there.value, office["key"])


def _credit(there: Any) -> None:
    from onboarding.console.credit import example
    from onboarding.console.forms import credit
    from onboarding.console.keeping import as_fields

    value = as_fields(there.value)
    credit.NeedForm(value, there.faults)
    credit.cells(value)
    example(value, there.published, day=TODAY)


def _places(there: Any) -> None:
    from declarations.places import choosing
    from onboarding.console import places, questions
    from onboarding.console.keeping import as_fields

    value = as_fields(there.value)
    choosing.chosen(value), choosing.shared(value), choosing.missing(value)
    places.checked("63065", value)
    places.left_over(there.published, value)
    questions.steps(value)


def _papers(there: Any) -> None:
    from onboarding.console import papers
    from onboarding.console.keeping import as_fields

    papers.cases(as_fields(there.value))


_OWN: dict[str, Callable[[Any], None]] = {
    "appointments": _visits, "credit": _credit, "declarations": _places, "documents": _papers,
}  # fmt: skip
