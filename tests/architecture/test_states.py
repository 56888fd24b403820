"""A state machine says the same thing three times: its members, its graph, the database's constraint."""

from __future__ import annotations

import re
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from django.db.models import TextChoices

from kernel.transitions import Transitions
from tests.architecture.source import lines_of, product


def _machines() -> list[ModuleType]:
    named = [module.name for module in product() if module.path.name.endswith("states.py")]
    loaded = [import_module(name) for name in named]
    return [module for module in loaded if hasattr(module, "TRANSITIONS")]


MACHINES = _machines()
# A machine begins in its model's default; only these may begin elsewhere too.
ENTRANCES = {
    "documents.states": {"ok", "quarantined"},
    "tenants.states": {"rehearsal"},
    "appointments.states": {"offered"},
}


def _members(machine: ModuleType) -> set[str]:
    state: type[TextChoices] = machine.State
    return set(state.values)


def test_there_are_machines_to_look_at() -> None:
    assert {"declarations.states", "billing.payments.states", "billing.payments.refund_states"} <= {
        machine.__name__ for machine in MACHINES
    }


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.__name__)
def test_every_state_is_a_node_of_the_graph_and_every_node_a_state(machine: ModuleType) -> None:
    transitions: Transitions = machine.TRANSITIONS
    assert transitions.nodes() == _members(machine)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.__name__)
def test_every_state_is_reached_from_the_first(machine: ModuleType) -> None:
    """What cannot be reached from the beginning is dead."""
    transitions: Transitions = machine.TRANSITIONS
    seen = {_default(machine)} | ENTRANCES.get(machine.__name__, set())
    new = set(seen)
    while new := {target for state in new for target in transitions.targets(state)} - seen:
        seen |= new
    assert seen == _members(machine), _members(machine) - seen


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.__name__)
def test_every_edge_names_its_event(machine: ModuleType) -> None:
    for edge in machine.TRANSITIONS.edges:
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", edge.event), edge


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.__name__)
def test_the_database_knows_the_same_states(machine: ModuleType, offenbach: Any) -> None:
    from tenants.binding import PUBLIC
    from tests.architecture.catalogue import constraints_of

    models = _models(machine)
    assert models, f"no model has a field with the states of {machine.__name__}"
    for model, field in models:
        definitions = [
            definition
            for table, _, definition in (*constraints_of(offenbach.schema_name), *constraints_of(PUBLIC))
            if table == model._meta.db_table
            and definition.startswith("CHECK")
            and re.search(rf"\b{field}\b", definition)
        ]
        lists = [set(re.findall(r"'([a-z_]+)'::", definition)) for definition in definitions]
        assert _members(machine) in lists, f"{model.__name__}.{field}: {definitions}"


def test_the_state_is_written_in_one_place_alone() -> None:
    """``x.state = …`` stands in the function that consults the table; elsewhere it would go round it."""
    import ast

    wrong = []
    for module in product():
        for function in module.functions():
            assigned = [
                node
                for node in ast.walk(function)
                if isinstance(node, ast.Assign)
                and any(isinstance(target, ast.Attribute) and target.attr == "state" for target in node.targets)
            ]
            if assigned and "TRANSITIONS.edge(" not in ast.unparse(function):
                wrong += [f"{module.at(node)} in {function.name}" for node in assigned]
    assert not wrong, lines_of(wrong)


def test_a_citys_stage_is_written_by_its_life_alone() -> None:
    """Elsewhere it would go round the table and the history."""
    import ast

    wrong = []
    for module in product():
        for node in ast.walk(ast.parse(module.path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute):
                written = node.attr == "stage" and isinstance(node.ctx, ast.Store)
            elif isinstance(node, ast.Call):
                written = getattr(node.func, "attr", "") == "update" and any(
                    word.arg == "stage" for word in node.keywords
                )
            else:
                continue
            if written:
                wrong.append((module.name, node.lineno))
    assert {name for name, _ in wrong} == {"tenants.life"}, lines_of(f"{name}:{line}" for name, line in wrong)


def _models(machine: ModuleType) -> list[tuple[Any, str]]:
    from django.apps import apps

    package = machine.__name__.rpartition(".")[0]
    return [
        (model, str(field.column))
        for model in apps.get_models()
        if model.__module__.startswith(f"{package}.")
        for field in model._meta.local_concrete_fields
        if field.choices and {value for value, _ in field.flatchoices} == _members(machine)
    ]


def _default(machine: ModuleType) -> str:
    model, column = _models(machine)[0]
    default = next(field.default for field in model._meta.local_concrete_fields if field.column == column)
    members = list(machine.State.values)
    return str(default) if default in members else members[0]
