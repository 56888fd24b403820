"""The grammar of an app: what stands in which file, and how it is called."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import Module, lines_of, product

PAGES = ("portal", "desk", "interface", "onboarding")
EDGES = ("billing.providers", "identity.adapters", "identity.base", "connectors.adapters", "connectors.base")
BELOW_PAGES = ("kernel", "tenants", "declarations", "creditcheck", "casework", "outbox", "audit", "configuration")


def _public_functions(module: Module) -> Iterator[ast.FunctionDef]:
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def _classes(module: Module) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef))


def test_what_changes_something_is_called_by_keywords() -> None:
    """In ``operations.py`` at most one argument stands by its place: what the operation is about."""
    wrong = [
        f"{module.at(function)} {function.name}"
        for module in product()
        if module.path.name == "operations.py"
        for function in _public_functions(module)
        if len(function.args.args) > 1
    ]
    assert not wrong, lines_of(wrong)


def test_time_is_passed_in_by_its_name() -> None:
    wrong = [
        f"{module.at(function)} {function.name}"
        for module in product()
        if module.path.name in ("operations.py", "queries.py")
        for function in _public_functions(module)
        if any(argument.arg in ("at", "now") for argument in function.args.args)
    ]
    assert not wrong, lines_of(wrong)


def test_refusals_say_what_could_not_be_done() -> None:
    """``UnableTo…``; or by the thing itself that was refused: a message, an identity."""
    wrong = [
        f"{module.at(node)}: {node.name}"
        for module in product()
        for node in _classes(module)
        if any(ast.unparse(base).rpartition(".")[2] == "Refusal" for base in node.bases)
        if not re.match(r"UnableTo[A-Z]|Invalid[A-Z]|\w+Refused$", node.name)
    ]
    assert not wrong, lines_of(wrong)


def test_a_lock_names_the_table_that_it_locks() -> None:
    """Without ``of`` every joined table would be locked too."""
    wrong = [
        f"{module.at(call)}"
        for module in product()
        for call in module.calls()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "select_for_update"
        and not any(keyword.arg == "of" for keyword in call.keywords)
    ]
    assert not wrong, lines_of(wrong)


def test_no_table_has_an_order_of_its_own() -> None:
    """A default order is paid for by every query; who wants one says so."""
    wrong = [
        f"{module.at(node)}"
        for module in product()
        if module.path.name == "models.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign) and any(ast.unparse(target) == "ordering" for target in node.targets)
    ]
    assert not wrong, lines_of(wrong)


def test_pages_stand_in_the_packages_for_pages() -> None:
    wrong = [
        module.place
        for module in product()
        if (module.path.name == "urls.py" or {"views", "forms"} & set(module.path.parts))
        and not module.name.startswith((*PAGES, "config", "ui"))
    ]
    assert not wrong, lines_of(wrong)


def test_nothing_outside_the_edge_of_a_page_sees_a_request() -> None:
    """A provider, an adapter, an operation: they get values."""
    wrong = [
        f"{module.at(node)}: {name}"
        for module in product()
        if module.name.startswith((*EDGES, *BELOW_PAGES)) and module.path.name not in ("middleware.py", "doors.py")
        for name, node in module.imports()
        if name.startswith(("django.http", "django.shortcuts"))
    ]
    assert not wrong, lines_of(wrong)


def test_the_outside_world_is_not_called_by_a_subscriber() -> None:
    outside = ("urllib", "http.client", "smtplib", "django.core.mail", "stripe", "boto3", "socket", "subprocess")
    wrong = [
        f"{module.at(node)}: {name}"
        for module in product()
        if module.path.name == "subscribers.py"
        for name, node in module.imports()
        if name.startswith(outside)
    ]
    assert not wrong, lines_of(wrong)
