"""The checklist says of each item how it stands, since when, what to do and who can do it; and whether the city can go live."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tenants.binding import bind
from tests.interface.tenants.conftest import run
from tests.support.statements import statements
from tests.support.versions import as_before, change

__all__ = ["run"]


pytestmark = pytest.mark.usefixtures("asked_before")


@pytest.fixture(autouse=True)
def published(cities: Any) -> Iterator[None]:
    with as_before(cities):
        yield


def _measured(city: Any, at: datetime) -> Any:
    from onboarding.readiness import operations, queries

    with bind(city):
        operations.measure_now(by=0, at=at)
        return queries.checklist(at=at)


def _line(city: Any, key: str, at: datetime) -> Any:
    from onboarding.readiness import queries

    with bind(city):
        return queries.line_of(key, at=at)


def test_every_probe_and_every_statement_stands_in_the_checklist_once(cities: Any) -> None:
    from configuration.readiness import probes
    from configuration.stating import statements as registered
    from onboarding.readiness import catalogue

    placed = [probe for item in catalogue.items() for probe in item.probes]
    assert sorted(placed) == probes.names()
    assert sorted(item.key for item in catalogue.items() if item.statement) == registered.names()
    assert "other" not in [group.key for group in catalogue.groups()]


def test_a_probe_that_nobody_placed_is_not_lost(offenbach: Any, at: datetime) -> None:
    from configuration.readiness import Finding, probes

    probes.register("test.new", lambda *, at: Finding("test.new", False, "Neu.", "new"))
    try:
        found = _measured(offenbach, at)
    finally:
        probes._things.pop("test.new")
    assert (found.groups[-1].key, found.groups[-1].lines[0].texts) == ("other", ("Neu.",))


def test_before_the_first_look_nothing_is_green_and_the_city_cannot_go_live(offenbach: Any, at: datetime) -> None:
    from onboarding.readiness import queries

    with bind(offenbach):
        found = queries.checklist(at=at)
    assert not [line for line in found.lines if line.state == "green"]
    assert (found.can_go_live, found.outdated, found.looked_at) == (False, True, None)


def test_an_item_says_what_to_do_and_who_can_do_it(cities: Any, at: datetime, hire: Callable[..., Any]) -> None:
    from casework.config import CaseworkRules

    offenbach, wiesbaden = cities
    hire(wiesbaden, "Dominique Anfang", "owner")
    change(wiesbaden, CaseworkRules, at=at, remedy="")
    found = {line.item.key: line for line in _measured(wiesbaden, at).lines}
    clerks = found["clerks"]
    assert (clerks.state, clerks.blocks, clerks.people) == ("red", True, ("Dominique Anfang",))
    assert clerks.texts == ("Es gibt noch keine Person, die Fälle bearbeitet.",)
    assert str(clerks.who) == "Wer die Beschäftigten einlädt"
    assert (found["owner"].state, found["owner"].looked_at) == ("green", at)
    assert (found["remedy"].state, found["remedy"].blocks) == ("advice", False)
    assert str(found["federal_texts"].who).startswith("Der Betreiber")
    here = {line.item.key: line for line in _measured(offenbach, at).lines}
    assert (here["owner"].state, here["clerks"].state) == ("red", "not_needed")


def test_which_statements_apply_follows_from_the_configuration(cities: Any, at: datetime) -> None:
    from billing.fees.config import FeesConfig
    from declarations.config import DeclarationRules

    offenbach, wiesbaden = cities
    assert _line(offenbach, "staff_council.heard", at).state == "not_needed"
    assert _line(wiesbaden, "staff_council.heard", at).state == "open"
    assert _line(offenbach, "vendor.activation", at).state == "not_needed"
    assert _line(offenbach, "treasury.agreed", at).state == "open"
    assert _line(offenbach, "eid.application", at).state == "open"
    change(offenbach, FeesConfig, at=at, when="none")
    change(offenbach, DeclarationRules, at=at, modes=["prepare_and_sign"])
    later = at + timedelta(minutes=1)
    assert _line(offenbach, "treasury.agreed", later).state == "not_needed"
    assert _line(offenbach, "eid.application", later).state == "not_needed"
    assert _line(wiesbaden, "treasury.agreed", later).state == "open"


def test_what_was_measured_before_a_publication_says_nothing_of_it(offenbach: Any, at: datetime) -> None:
    from billing.fees.config import FeesConfig
    from onboarding.readiness import queries

    assert not _measured(offenbach, at).outdated
    change(offenbach, FeesConfig, at=at + timedelta(hours=1), postage_cents=345)
    with bind(offenbach):
        assert queries.checklist(at=at + timedelta(hours=2)).outdated
    assert not _measured(offenbach, at + timedelta(hours=3)).outdated
    with bind(offenbach):
        assert queries.checklist(at=at + timedelta(days=3)).outdated


def test_a_city_can_go_live_once_nothing_blocks(offenbach: Any, at: datetime, hire: Callable[..., Any]) -> None:
    from configuration.readiness import Finding, probes
    from onboarding.readiness import catalogue, operations, queries, stating

    owner = hire(offenbach, "Dominique Anfang", "owner")
    advice = {name for item in catalogue.items() if not item.blocks for name in item.probes}
    with bind(offenbach):
        found = [Finding(name, name not in advice, "Gefunden.", "x") for name in probes.names()]
        operations.note(found, at=at, live=False)
        for line in queries.checklist(at=at).lines:
            if line.item.statement and line.state == "open":
                wording = line.item.statement.wordings[0][0]
                wish = {"item": line.item.key, "wording": wording, "note": "", "seen": 0, "by": owner, "at": at}
                assert not queries.checklist(at=at).can_go_live
                stating.state(who=stating.Who("Luca Kassel", "Amt 20"), **wish)
        done = queries.checklist(at=at)
        assert (done.can_go_live, done.blocking) == (True, [])
        operations.note([Finding("site.texts", False, "Fehlt.", "imprint")], at=at + timedelta(hours=1), live=False)
        broken = queries.checklist(at=at + timedelta(hours=1))
    assert ([line.item.key for line in broken.blocking], broken.can_go_live) == (["texts"], False)


def test_the_checklist_costs_few_statements(offenbach: Any, at: datetime, hire: Callable[..., Any]) -> None:
    from django.db import transaction

    from onboarding.readiness import queries

    _measured(offenbach, at)
    for name in ("Eins", "Zwei", "Drei"):
        hire(offenbach, name, "owner")
    with bind(offenbach), transaction.atomic():
        assert statements(lambda: queries.checklist(at=at)) <= 5


def test_the_command_prints_it_and_fails_while_something_blocks(offenbach: Any, run: Callable[..., Any]) -> None:
    code, said, _wrong = run("check", "offenbach")
    assert code == 1
    assert "Gebühren und Zahlung" in said
    assert "\tRED\tErklärung und Belehrung\t" in said
    assert "\tnot needed\tPersonalrat\t" in said
    assert "\tOPEN\tKasse und Kämmerei\t" in said
    assert said.splitlines()[-1].startswith("cannot go live: ")
    code, again, wrong = run("check", "offenbach")
    assert (code, again) == (1, said)
    assert "thirty seconds" in wrong
    assert run("check", "nirgends")[2] == "city check: nirgends: unknown_city\n"
