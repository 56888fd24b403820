"""Every call to Stripe that changes something can be repeated: it carries an idempotency key."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator

import pytest

from tests.architecture.source import Module, product

# The library's methods that only ask. Whatever else is called on its services changes something.
ASKING = {"retrieve", "list", "search"}


def _changing(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Calls such as ``self._client.v1.refunds.create(…)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr not in ASKING:
            path = ast.unparse(node.func).split(".")
            if {"v1", "v2"} & set(path[:-1]):
                yield node, ast.unparse(node.func)


def _has_key(call: ast.Call) -> bool:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    keys = [key for value in given for part in ast.walk(value) if isinstance(part, ast.Dict) for key in part.keys]
    return any(isinstance(key, ast.Constant) and key.value == "idempotency_key" for key in keys)


def _without_key(tree: ast.AST) -> list[str]:
    return [what for call, what in _changing(tree) if not _has_key(call)]


def _modules() -> list[Module]:
    return [module for module in product() if module.name.startswith("billing.providers.stripe")]


def test_every_call_that_changes_something_at_stripe_has_a_key() -> None:
    wrong = [f"{module.place}: {what}" for module in _modules() for what in _without_key(module.tree)]
    assert not wrong, "\n".join(wrong)


def test_the_calls_are_seen_at_all() -> None:
    seen = {what.rpartition(".")[2] for module in _modules() for _, what in _changing(module.tree)}
    assert {"create", "expire"} <= seen


def test_the_library_is_called_through_its_client_alone() -> None:
    """``stripe.Refund.create`` would go round the client, its version and this test."""
    wrong = [
        f"{module.at(call)} {ast.unparse(call.func)}"
        for module in product()
        for call in module.calls()
        if ast.unparse(call.func).startswith("stripe.")
        and call.func.attr in {"create", "modify", "delete", "retrieve", "list", "raw_request"}  # type: ignore[attr-defined]  # looked at before
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('client.v1.refunds.create({"amount": 1})', 1),
        ("self._client.v2.core.accounts.update(account, params)", 1),
        ('client.v1.refunds.create(order, {**on(account), "idempotency_key": key})', 0),
        ("client.v1.refunds.retrieve(ref)", 0),
    ],
)
def test_the_search_itself_sees_what_is_wrong(source: str, found: int) -> None:
    assert len(_without_key(ast.parse(textwrap.dedent(source)))) == found
