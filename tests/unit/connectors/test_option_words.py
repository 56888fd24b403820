"""Every option of every connector can be set on a page, in words."""

from __future__ import annotations

import pytest

from configuration.nesting import leaf_of, leaves
from connectors.asking import Kind
from connectors.option_words import WORDS, faults, is_sandbox, words_of
from connectors.registry import CONNECTORS

REAL = [name for name in CONNECTORS.names() if not is_sandbox(name)]


@pytest.mark.parametrize("name", REAL)
def test_every_option_of_a_connector_has_words(name: str) -> None:
    assert name in WORDS, f"{name} has no form.py"
    asked = {one.path: one for one in words_of(name).fields}
    model = CONNECTORS.get(name).options_model
    there = {path for path, _field in leaves(model)}
    assert {path for path, one in asked.items() if one.kind != Kind.PART} == there
    assert all(one.label for one in asked.values())
    assert all(leaf_of(model, place) for one in asked.values() for place in one.goes_to)


@pytest.mark.parametrize("name", REAL)
def test_what_is_said_of_options_together_stands_at_one_that_is_asked(name: str) -> None:
    words = words_of(name)
    assert {rule.path for rule in words.rules} <= {one.path for one in words.fields}


@pytest.mark.parametrize(
    ("name", "options", "where"),
    [
        ("folder", {"folder": "../x"}, "folder"),
        ("mailbox", {}, "to"),
        ("rest_push", {"address": "https://a.example"}, "secret"),
        ("rest_push", {"address": "https://a.example", "key_id": "k"}, "key_id"),
        ("gateway", {"folders": {"outgoing": "in"}}, "folders.outgoing"),
        ("gateway", {"server": {"host": "a", "user": "b", "secret": "c", "host_keys": ["x"]}}, "server.host_keys"),
        ("fit_connect", {"environment": "test", "client_id": "a", "secret": "b", "destination": "c"}, "destination"),
    ],
)  # fmt: skip
def test_a_fault_stands_at_its_field(name: str, options: dict[str, object], where: str) -> None:
    assert [place for place, _text in faults(name, options)] == [where]
