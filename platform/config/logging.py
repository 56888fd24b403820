"""Logs carry references, never names, addresses or amounts of persons."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from typing import Any

request_reference: ContextVar[str] = ContextVar("request_reference", default="-")


class Reference(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.reference = request_reference.get()
        return True


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"reference": {"()": Reference}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(reference)s] %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["reference"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "fontTools": {"level": "WARNING"}},
}
