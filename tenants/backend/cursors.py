"""Cursors that look at the binding before each statement, not only when they are opened: a cursor can outlive both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.backends.utils import CursorDebugWrapper, CursorWrapper

from tenants.binding import UnboundStatement

if TYPE_CHECKING:  # Django's is made while it is imported, out of mypy's sight
    from psycopg import ClientCursor

    Cursor = ClientCursor[Any]
else:
    from django.db.backends.postgresql.base import Cursor


class OpeningCursor(Cursor):
    """Sends the opening of a transaction in the same message as its first statement.

    Both go as simple queries, of which one message may hold several: the answers to the opening are skipped. A
    statement that needs parameters on the server, or is made of parts, comes after it.
    """

    wrapper: Any = None

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        words = ""
        if self.wrapper is not None:
            self.wrapper.note_statement(query)
            words = self.wrapper.take_opening()
        if not words:
            return super().execute(query, params, **options)
        if not isinstance(query, str) or options:
            self.connection.execute(words)
            return super().execute(query, params, **options)
        super().execute(f"{words}; {query}", params)
        for _ in words.split(";"):
            self.nextset()
        return self

    def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
        self._open()
        super().executemany(query, params_seq, **options)

    def copy(self, *args: Any, **options: Any) -> Any:
        self._open()
        return super().copy(*args, **options)

    def stream(self, *args: Any, **options: Any) -> Any:
        self._open()
        return super().stream(*args, **options)

    def _open(self) -> None:
        if self.wrapper is not None:
            self.wrapper.note_statement(None)
            self.wrapper.send_opening()


class _Bound:
    """Inside a transaction its binding is checked; outside, each statement is bound by a transaction of its own."""

    db: Any
    cursor: Any

    def execute(self, sql: Any, params: Any = None) -> Any:
        if self.db.is_ready_for(self.cursor):
            return super().execute(sql, params)  # type: ignore[misc]  # a mixin: the cursor beside it has it
        with self.db.bound_statement():
            return super().execute(sql, params)  # type: ignore[misc]  # a mixin: the cursor beside it has it

    def executemany(self, sql: Any, param_list: Any) -> Any:
        if self.db.is_ready_for(self.cursor):
            return super().executemany(sql, param_list)  # type: ignore[misc]  # a mixin: the cursor beside it has it
        with self.db.bound_statement():
            return super().executemany(sql, param_list)  # type: ignore[misc]  # a mixin: the cursor beside it has it

    def callproc(self, procname: str, params: Any = None, kparams: Any = None) -> Any:
        if self.db.is_ready_for(self.cursor):
            return super().callproc(procname, params, kparams)  # type: ignore[misc]  # a mixin: the cursor beside it has it
        with self.db.bound_statement():
            return super().callproc(procname, params, kparams)  # type: ignore[misc]  # a mixin: the cursor beside it has it

    def copy(self, *args: Any, **options: Any) -> Any:
        return self._inside("copy").copy(*args, **options)

    def stream(self, *args: Any, **options: Any) -> Any:
        return self._inside("stream").stream(*args, **options)

    def _inside(self, what: str) -> Any:
        """What Django does not wrap answers bit by bit, so its transaction has to be somebody else's."""
        if not self.db.is_ready_for(self.cursor):
            raise UnboundStatement(f"{what} needs a transaction around it")
        return self.cursor


class BoundCursor(_Bound, CursorWrapper):
    pass


class BoundDebugCursor(_Bound, CursorDebugWrapper):
    pass
