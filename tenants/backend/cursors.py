"""Cursors that look at the binding before each statement, not only when they are opened: a cursor can outlive both."""

from __future__ import annotations

from typing import Any

from django.db.backends.utils import CursorDebugWrapper, CursorWrapper

from tenants.binding import UnboundStatement

UNWRAPPED = frozenset({"copy", "stream"})


class _Bound:
    """Inside a transaction its binding is checked; outside, each statement is bound by a transaction of its own."""

    db: Any
    cursor: Any

    def execute(self, sql: Any, params: Any = None) -> Any:
        if self.db.is_ready_for(self.cursor):
            return super().execute(sql, params)  # type: ignore[misc]
        with self.db.bound_statement():
            return super().execute(sql, params)  # type: ignore[misc]

    def executemany(self, sql: Any, param_list: Any) -> Any:
        if self.db.is_ready_for(self.cursor):
            return super().executemany(sql, param_list)  # type: ignore[misc]
        with self.db.bound_statement():
            return super().executemany(sql, param_list)  # type: ignore[misc]

    def callproc(self, procname: str, params: Any = None, kparams: Any = None) -> Any:
        if self.db.is_ready_for(self.cursor):
            return super().callproc(procname, params, kparams)  # type: ignore[misc]
        with self.db.bound_statement():
            return super().callproc(procname, params, kparams)  # type: ignore[misc]

    def __getattr__(self, attr: str) -> Any:
        if attr in UNWRAPPED and not self.db.is_ready_for(self.cursor):
            raise UnboundStatement(f"{attr} needs a transaction around it")
        return super().__getattr__(attr)  # type: ignore[misc]


class BoundCursor(_Bound, CursorWrapper):
    pass


class BoundDebugCursor(_Bound, CursorDebugWrapper):
    pass
