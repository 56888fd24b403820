"""No decision about a person is made by a machine: neither by what happens by itself, nor by the passing of time."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from audit.operations import Actor
from casework import review
from casework.models import CheckRecord, Decision
from casework.reported import Reported, actor_of
from declarations.states import State
from kernel.clock import now
from tenants.binding import bind
from tests.architecture.source import product
from tests.interface.desk.clerks import answered, deliver
from tests.support import cases

DECIDED = {"CHECKED", "APPROVED", "REFUSED"}
DECIDING = {"record_check", "approve", "refuse", "report_outcome", "start_hearing", "begin_hearing", "confirm_check"}


def _moves() -> Iterator[tuple[str, str, str]]:
    """Every call of ``move`` to a decided state: module, state, actor."""
    for module in product():
        for call in module.calls():
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
            target = given.get("target", "").rpartition(".")[2]
            if ast.unparse(call.func).rpartition(".")[2] == "move" and target in DECIDED:
                yield module.name, target, given.get("actor", "")


def test_only_what_a_person_calls_moves_a_case_to_a_decision() -> None:
    found = list(_moves())
    assert {target for _module, target, _actor in found} == DECIDED
    assert {(module, actor) for module, _target, actor in found} == {
        ("casework.review", "staff(by)"), ("casework.review", "actor_of(by)"),
    }  # fmt: skip


def test_what_another_system_reports_is_a_persons_decision() -> None:
    """``actor_of`` knows a member of staff, or a report that names the clerk and the key it came by; nothing else."""
    for clerk, key in (("", "k"), ("  ", "k"), ("SB 1", "")):
        with pytest.raises(ValueError):
            Reported(clerk, now(), key)
    assert actor_of(7).kind == "staff"
    assert actor_of(Reported("SB 1", now(), "k")) == Actor("interface", "k")


def test_deciding_operations_are_called_from_pages_of_the_desk_alone() -> None:
    callers = {
        module.name
        for module in product()
        if any(name.startswith(("casework.review", "casework.hearing")) for name, _node in module.imports())
        for call in module.calls()
        if ast.unparse(call.func).rpartition(".")[2] in DECIDING
    }
    elsewhere = {name for name in callers if not name.startswith("desk.views.")}
    # Outcomes takes one click of a clerk, or a report that names one.
    assert elsewhere == {"casework.hearing", "casework.outcomes"}
    reporters = {
        module.name
        for module in product()
        if any(name.startswith("casework.outcomes") for name, _node in module.imports())
    }
    assert reporters == {"desk.views.deciding", "interface.views.outcomes"}
    assert {"desk.views.checking", "desk.views.deciding"} <= callers


def test_every_decision_asks_who_decides() -> None:
    import inspect

    for name in DECIDING & set(vars(review)):
        parameter = inspect.signature(getattr(review, name)).parameters["by"]
        assert parameter.default is inspect.Parameter.empty, name


def test_time_and_events_alone_decide_nothing(
    offenbach: Any, wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any], clock: Any
) -> None:
    """Cases in every waiting state, clear ones and hopeless ones, left alone for a year and a half."""
    kim = clerk(wiesbaden)
    poor = {"net_month_1": "900.00", "net_month_2": "900.00", "net_month_3": "900.00"}
    left = [case(wiesbaden), case(wiesbaden, income__net=poor), case(offenbach), case(wiesbaden)]
    asked = left[3]
    with bind(wiesbaden), transaction.atomic():
        review.take_up(case_id=asked.id, by=kim.id, at=now())
        review.request_more(case_id=asked.id, text="Frage?", by=kim.id, at=now())
    answered(asked, text="Antwort.", at=now())
    deliver(left[2])
    for _month in range(18):
        clock.shift(timedelta(days=31))
        for city in (offenbach, wiesbaden):
            cases.work(city, at=now())
    assert not {received.state for received in left} & {State.CHECKED, State.APPROVED, State.REFUSED, State.HEARING}
    for city in (offenbach, wiesbaden):
        with bind(city):
            assert not Decision.objects.exists()
            assert not CheckRecord.objects.exists()


def test_every_action_of_the_trail_has_its_words() -> None:
    """A history that shows codes is no history for people."""
    from importlib import import_module

    from casework.history import WORDS

    said: set[str] = set()
    for module in product():
        if module.path.name == "states.py" and module.name.split(".")[0] in (
            "declarations", "identity", "documents", "connectors", "billing",
        ):  # fmt: skip
            table = getattr(import_module(module.name), "TRANSITIONS", None)
            said |= table.events() if table else set()
        for call in module.calls():
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            action = given.get("action")
            if isinstance(action, ast.Constant) and "case_id" in given:
                said.add(str(action.value))
    silent = {"delivery.claimed", "delivery.postponed"}  # in the delivery's own list, never in the trail
    silent |= {name for name in said if name.startswith("invoice.")}  # the operator's books, which know no case
    assert said - silent <= set(WORDS), said - silent - set(WORDS)
