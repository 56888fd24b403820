"""Logs carry references, never names, addresses or amounts of persons."""

from __future__ import annotations

import logging
import re
import traceback
from contextvars import ContextVar
from types import TracebackType
from typing import Any

request_reference: ContextVar[str] = ContextVar("request_reference", default="-")


class Reference(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.reference = request_reference.get()
        return True


# A long part of an address that is no number of a row: a secret that opens something.
_KEY_IN_ADDRESS = re.compile(r"(?<=/)(?![0-9a-f]{8}-[0-9a-f]{4}-)[\w.:~-]{20,}")


def without_keys(address: str) -> str:
    """The address without what in it is a key: a mailed link, a subscribed calendar."""
    return _KEY_IN_ADDRESS.sub("…", address)


class Discreet(logging.Filter):
    """Celery puts a failed task's error and traceback into its message; the formatter says both, without the text.
    Django puts the address of a failed request there, which may be somebody's key."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple) and record.name.startswith("django."):
            record.args = tuple(without_keys(arg) if isinstance(arg, str) else arg for arg in record.args)
        if isinstance(record.args, dict) and "traceback" in record.args:
            record.args = {**record.args, "exc": "", "traceback": ""}
        return True


class Line(logging.Formatter):
    """A traceback says where it happened and what kind of error it was. The error's text is left out: it may quote a person."""

    def formatException(  # noqa: N802  the standard library's name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return "\n".join(_chain(ei[1]))


def _chain(error: BaseException | None) -> list[str]:
    """The kinds of errors and their places, the first cause first."""
    if error is None:
        return []
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    places = [
        f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return [*_chain(earlier), *places, kind]


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"reference": {"()": Reference}, "discreet": {"()": Discreet}},
    "formatters": {"line": {"()": Line, "format": "%(asctime)s %(levelname)s %(name)s [%(reference)s] %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["reference", "discreet"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
    },
}
