"""Whoever listens, listens for something that is said somewhere; and what is said is a known name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from tests.architecture.source import Module, lines_of, product

EDGE = re.compile(r"edge\.event|name = event or edge\.event")


def _subscribed() -> dict[str, dict[str, Any]]:
    for module in product():
        if module.path.name == "subscribers.py":
            import_module(module.name)
    from outbox.operations import _subscribers

    return _subscribers


def _from_tables() -> set[str]:
    names: set[str] = set()
    for module in product():
        if module.path.name.endswith("states.py"):
            table = getattr(import_module(module.name), "TRANSITIONS", None)
            names |= table.events() if table is not None else set()
    return names


def _recorded() -> Iterator[tuple[Module, ast.Call, str | None]]:
    """Every ``outbox.record(name=…)`` with the name it gives; None where the name comes from a table's edge."""
    for module in product():
        for call in module.calls():
            given = next((keyword.value for keyword in call.keywords if keyword.arg == "name"), None)
            called = ast.unparse(call.func)
            if given is None or not (called.endswith("outbox.record") or (called == "record" and _is_outbox(module))):
                continue
            yield module, call, _name(module, given)


def _instead() -> set[str]:
    """Names that replace an edge's own: ``move(…, event="payment.surplus" if … else "")``."""
    given = (
        keyword.value
        for module in product()
        for call in module.calls()
        if ast.unparse(call.func).rpartition(".")[2] == "move"
        for keyword in call.keywords
        if keyword.arg == "event"
    )
    said = (node.value for value in given for node in ast.walk(value) if isinstance(node, ast.Constant))
    return {name for name in said if isinstance(name, str) and name}


def _is_outbox(module: Module) -> bool:
    return any(name == "outbox.operations.record" for name, _ in module.imports())


def _name(module: Module, given: ast.expr) -> str | None:
    if isinstance(given, ast.Constant):
        return str(given.value)
    if isinstance(given, ast.Name):
        found = getattr(import_module(module.name), given.id, None)
        return found if isinstance(found, str) else None
    return None


def test_every_event_that_somebody_waits_for_is_recorded_somewhere() -> None:
    said = _from_tables() | _instead() | {name for _, _, name in _recorded() if name}
    unheard = [
        f"{event}: {', '.join(handlers)}" for event, handlers in sorted(_subscribed().items()) if event not in said
    ]
    assert not unheard, lines_of(unheard)


def test_a_name_that_is_not_written_out_comes_from_a_table() -> None:
    wrong = [
        f"{module.at(call)}" for module, call, name in _recorded() if name is None and not EDGE.search(module.text)
    ]
    assert not wrong, lines_of(wrong)


def test_names_of_events_have_one_form() -> None:
    names = _from_tables() | {name for _, _, name in _recorded() if name}
    assert len(names) > 10
    assert [name for name in sorted(names) if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", name)] == []


def test_subscribers_are_named_after_their_app_and_once() -> None:
    seen: set[tuple[str, str]] = set()
    for event, handlers in _subscribed().items():
        for name, handler in handlers.items():
            package = handler.__module__.rpartition(".")[0]
            assert name.startswith(f"{package}."), f"{name} stands in {handler.__module__}"
            assert (event, name) not in seen
            seen.add((event, name))


def test_timers_are_answered() -> None:
    """An event recorded with ``due_at`` is a promise to do something later: somebody has to listen."""
    waiting = {
        name for _, call, name in _recorded() if name and any(keyword.arg == "due_at" for keyword in call.keywords)
    }
    assert waiting
    assert waiting <= set(_subscribed()), waiting - set(_subscribed())


def test_what_an_event_carries_is_a_reference() -> None:
    """Payloads are stored in the clear: no name, address, mail or free text goes in."""
    spoken = re.compile(r"(^|_)(name|first|family|given|mail_address|email|address|street|phone|text|body|iban|birth)")
    envelope = {"name", "at", "subject_id", "due_at"}
    wrong = [
        f"{module.at(call)}: {keyword.arg}"
        for module, call, _ in _recorded()
        for keyword in call.keywords
        if keyword.arg and keyword.arg not in envelope and spoken.search(keyword.arg)
    ]
    assert not wrong, lines_of(wrong)
