"""Counts what is sent to the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection


def statements(work: Callable[[], Any]) -> int:
    sent: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return len(sent)
