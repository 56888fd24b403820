"""Every code that the adapter may raise has words for staff."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "platform" / "connectors" / "adapters" / "fit_connect"
ERRORS = {"Temporary", "Rejected", "Misconfigured", "KeyRefused"}
COMPUTED = {"no_answer", "answer_too_slow", "answer_too_large", "tls_not_trusted", "address_not_callable"}


def _codes() -> set[str]:
    calls = [
        node
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS
    ]
    found = {text.value for call in calls for argument in call.args for text in ast.walk(argument)
             if isinstance(text, ast.Constant) and isinstance(text.value, str)}  # fmt: skip
    return {code for code in found if not code.endswith("_")} | COMPUTED


def test_the_codes_are_found() -> None:
    assert {"set_not_verified", "submission_refused", "credentials_refused", "certificate_expired"} <= _codes()


@pytest.mark.parametrize("code", sorted(_codes()))
def test_it_has_words(code: str) -> None:
    from connectors.states import State
    from connectors.wording import explanation

    assert explanation(State.REJECTED, code) != explanation(State.REJECTED, "no such code")
