"""Logs carry references, codes and kinds of errors: never what a person said, and never a text that may quote it."""

from __future__ import annotations

import ast
import io
import logging
import logging.config
import re
import sys
from collections.abc import Iterator
from typing import Any

from tests.architecture.source import Module, lines_of, product

LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
REFERENCES = re.compile(
    r"(^|_)(id|ids|code|codes|slug|kind|state|status|stage|number|count|reference|attempt|attempts|queue|version|schema|port"
    r"|seconds|__name__)$"
)
# Faults of ours or of the operator's: about files and rules, never about a case's values.
SPEAKABLE = {"ProviderUnavailable", "InvalidMessage"}


def _log_calls(module: Module) -> Iterator[ast.Call]:
    for call in module.calls():
        function = call.func
        if not isinstance(function, ast.Attribute) or function.attr not in LEVELS:
            continue
        if isinstance(function.value, ast.Name) and function.value.id in {"log", "logger", "logging"}:
            yield call


def _speakable(module: Module) -> set[str]:
    """Names bound to errors whose text we write ourselves, without data: they may be logged."""
    return {
        handler.name
        for handler in ast.walk(module.tree)
        if isinstance(handler, ast.ExceptHandler) and handler.name and handler.type
        if ast.unparse(handler.type).rpartition(".")[2] in SPEAKABLE
    }


def _is_reference(argument: ast.expr) -> bool:
    match argument:
        case ast.Constant():
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return bool(REFERENCES.search(name))
        case ast.Call(func=ast.Name(id="len")):
            return True
        case _:
            return False


def _may_be_logged(module: Module, argument: ast.expr) -> bool:
    names = {node.id for node in ast.walk(argument) if isinstance(node, ast.Name)}
    return _is_reference(argument) or (bool(names) and names <= _speakable(module))


def test_loggers_get_references_only() -> None:
    calls = [(module, call) for module in product() for call in _log_calls(module)]
    assert calls
    wrong = [
        f"{module.at(call)}: {ast.unparse(argument)}"
        for module, call in calls
        for place, argument in enumerate(call.args)
        if not (_may_be_logged(module, argument) if place else isinstance(argument, ast.Constant))
    ]
    assert not wrong, lines_of(wrong)


def test_nothing_is_printed() -> None:
    wrong = [
        f"{module.at(call)}"
        for module in product()
        if not module.name.startswith("config.cli")
        for call in module.calls()
        if isinstance(call.func, ast.Name) and call.func.id in {"print", "pprint"}
    ]
    assert not wrong, lines_of(wrong)


def test_models_do_not_show_persons_when_they_are_printed() -> None:
    """``__str__`` of a city's model ends up in tracebacks: it may show references only."""
    wrong = []
    for module in product():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.ClassDef):
                continue
            for function in node.body:
                if isinstance(function, ast.FunctionDef) and function.name in {"__str__", "__repr__"}:
                    said = ast.unparse(function)
                    if module.path.name == "models.py" and not re.search(
                        r"self\.(slug|domain|id|pk|number|code|kind)", said
                    ):
                        wrong.append(f"{module.at(function)}: {node.name}.{function.name}")
    assert not wrong, lines_of(wrong)


def test_a_traceback_in_the_log_says_where_and_not_what_was_typed() -> None:
    line = _logged(_failed_record("failed", ()))
    assert "ValueError" in line
    assert "KeyError" in line
    assert "test_privacy.py" in line
    assert "Mustermann" not in line


def test_a_failed_task_says_so_without_the_text_of_its_error() -> None:
    from celery.app.trace import LOG_FAILURE

    told = {"name": "x.y", "id": "1", "description": "raised", "exc": "Erika Mustermann", "traceback": "Mustermann"}
    line = _logged(_failed_record(LOG_FAILURE, (told,)))
    assert "x.y[1] raised" in line
    assert "ValueError" in line
    assert "Mustermann" not in line


def test_workers_log_as_the_rest_does() -> None:
    from celery import signals

    import config.celery  # noqa: F401  connects

    assert signals.setup_logging.receivers


def _logged(record: logging.LogRecord) -> str:
    """The line that the console would show, by the settings in force."""
    from config.logging import LOGGING

    stream = io.StringIO()
    builder = logging.config.DictConfigurator({"version": 1})
    builder.config = {
        "formatters": {name: builder.configure_formatter(dict(how)) for name, how in LOGGING["formatters"].items()},
        "filters": {name: builder.configure_filter(dict(how)) for name, how in LOGGING["filters"].items()},
    }
    handler = builder.configure_handler({**LOGGING["handlers"]["console"], "stream": stream})
    handler.handle(record)
    return stream.getvalue()


def _failed_record(message: str, args: tuple[Any, ...]) -> logging.LogRecord:
    try:
        try:
            raise KeyError("Erika Mustermann")
        except KeyError as inner:
            raise ValueError("Erika Mustermann, Musterstraße 1") from inner
    except ValueError:
        return logging.LogRecord("zusage", logging.ERROR, __file__, 1, message, args, sys.exc_info())
