"""Time enters in the interface layers and is passed on as ``at=``: what is below can be tried for any day."""

from __future__ import annotations

import ast

from tests.architecture.source import Module, lines_of, product

INTERFACES = ("portal", "desk", "interface", "onboarding", "config")
DOORS = {"tasks.py", "doors.py", "serve.py", "middleware.py"}
# The signature of a request says when it is sent; a certificate and its list of revoked ones hold today or not.
SIGNERS = {"connectors.adapters.rest_push.adapter", "connectors.adapters.fit_connect.destination"}
GUARDS = {"accounts.guard"}  # stands before every page of a city's staff
CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "timezone.now", "timezone.localdate",
    "timezone.localtime", "time.time", "time.time_ns",
}  # fmt: skip


def _may_look_at_the_clock(module: Module) -> bool:
    if module.name in SIGNERS | GUARDS or module.name == "kernel.clock":
        return True
    return module.name.split(".")[0] in INTERFACES or module.path.name in DOORS


def test_only_the_interface_layers_ask_for_the_time() -> None:
    wrong = [
        f"{module.at(node)}: {name}"
        for module in product()
        if not _may_look_at_the_clock(module)
        for name, node in module.imports()
        if name in ("kernel.clock.now", "django.utils.timezone.now")
    ]
    wrong += [
        f"{module.at(call)}: {ast.unparse(call)}"
        for module in product()
        if not _may_look_at_the_clock(module)
        for call in module.calls()
        if ast.unparse(call.func) == "clock.now"
    ]
    assert not wrong, lines_of(wrong)


def test_there_is_one_clock() -> None:
    wrong = [
        f"{module.at(call)}: {ast.unparse(call.func)}"
        for module in product()
        if module.name != "kernel.clock"
        for call in module.calls()
        if any(ast.unparse(call.func) == clock or ast.unparse(call.func).endswith(f".{clock}") for clock in CLOCKS)
        if not (call.args and ast.unparse(call.func).startswith("timezone.local"))  # turns a given moment
    ]
    assert not wrong, lines_of(wrong)


def test_the_database_does_not_tell_the_time() -> None:
    """No ``auto_now``, no ``Now()``: they could be neither passed in nor tried."""
    wrong = [
        f"{module.place}: {word}"
        for module in product()
        for word in ("auto_now", "auto_now_add", "functions import Now", "CURRENT_TIMESTAMP", "db_default")
        if word in module.text
    ]
    assert not wrong, lines_of(wrong)
