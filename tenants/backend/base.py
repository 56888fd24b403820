"""The database backend: the binding travels with the outermost BEGIN, and what is unbound is never sent.

A subclass of django-tenants' backend. Stock sends ``SET search_path`` for the session before each statement; here one
message ``BEGIN; SELECT set_config(role), set_config(search_path)`` opens each transaction, both local to it. BEGIN is
sent with the first statement, so that a transaction without statements costs nothing. A statement outside any
transaction gets a small bound transaction of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from django_tenants.postgresql_backend import base as stock

from tenants.binding import PUBLIC, Binding, UnableToSwitchCity, UnboundStatement, current, current_or_none


def opening(binding: Binding) -> str:
    """One message: begin, enter the role, set the path, all local to this transaction. The names are checked names."""
    role = f"set_config('role', '{binding.role}', true), " if binding.role else ""
    return f"BEGIN; SELECT {role}set_config('search_path', '\"{binding.schema}\"', true)"


class _OwnTransaction:
    """Mixed into the cursors that are used outside a transaction: each statement is bound by its own."""

    db: Any

    def execute(self, sql: Any, params: Any = None) -> Any:
        with self.db.bound_statement():
            return super().execute(sql, params)  # type: ignore[misc]

    def executemany(self, sql: Any, param_list: Any) -> Any:
        with self.db.bound_statement():
            return super().executemany(sql, param_list)  # type: ignore[misc]


class BoundCursor(_OwnTransaction, CursorWrapper):
    pass


class BoundDebugCursor(_OwnTransaction, CursorDebugWrapper):
    pass


class DatabaseWrapper(stock.DatabaseWrapper):  # type: ignore[misc]
    """``_bound`` is the key of the binding that the open transaction was begun with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._begin_pending = False
        self._bound: tuple[str, str, str | None] | None = None
        super().__init__(*args, **kwargs)

    @property
    def schema_name(self) -> str:
        binding = current_or_none()
        return binding.schema if binding else PUBLIC

    @schema_name.setter
    def schema_name(self, value: str) -> None:
        """Stock sets it in its constructor; here the binding alone decides."""

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:
        """Stock's way in. Only its own constructor may call it (with ``public``); it changes nothing."""
        if tenant.schema_name != PUBLIC:
            raise UnboundStatement("use tenants.binding.bind(city)")
        self.tenant = None

    def _handle_search_path(self, cursor: Any = None) -> None:
        """Nothing is set for the session, ever."""

    def _start_transaction_under_autocommit(self) -> None:
        """Called by ``atomic`` for the outermost block. Sent with the first statement."""
        self._begin_pending = True
        self._bound = self._binding().key

    def _binding(self) -> Binding:
        binding = current()
        if binding.alias != self.alias:
            raise UnboundStatement(f"bound for {binding.alias!r}, used on {self.alias!r}")
        return binding

    def _cursor(self, name: str | None = None) -> Any:
        binding = self._binding()
        if self.autocommit_now:
            return self._plain_cursor(name)
        if self._bound != binding.key:
            raise UnableToSwitchCity()
        if self._begin_pending:
            self.ensure_connection()
            self._begin_pending = False
            with self.wrap_database_errors:
                self.connection.execute(opening(binding))
        return self._plain_cursor(name)

    def _plain_cursor(self, name: str | None) -> Any:
        """Django's own, past the stock backend's, which would set the path for the session."""
        return super(stock.DatabaseWrapper, self)._cursor(name)

    @property
    def autocommit_now(self) -> bool:
        return not self.in_atomic_block and self._bound is None

    def make_cursor(self, cursor: Any) -> Any:
        return BoundCursor(cursor, self) if self.autocommit_now else CursorWrapper(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> Any:
        return BoundDebugCursor(cursor, self) if self.autocommit_now else CursorDebugWrapper(cursor, self)

    @contextmanager
    def bound_statement(self) -> Iterator[None]:
        """One statement in a transaction of its own; nothing is done when a transaction was opened meanwhile."""
        if not self.autocommit_now:
            yield
            return
        with self.wrap_database_errors:
            self.connection.execute(opening(self._binding()))
        try:
            yield
        except BaseException:
            with self.wrap_database_errors:
                self.connection.rollback()
            raise
        with self.wrap_database_errors:
            self.connection.commit()

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
        if autocommit:
            self._begin_pending, self._bound = False, None
        elif not force_begin_transaction_with_broken_autocommit:
            raise UnboundStatement("use transaction.atomic()")
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)

    def close(self) -> None:
        super().close()
        if not self.in_atomic_block:
            self._begin_pending, self._bound = False, None
