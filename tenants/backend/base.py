"""The database backend: the binding travels with the outermost BEGIN, and what is unbound is never sent.

A subclass of django-tenants' backend. Stock sends ``SET search_path`` for the session before each statement; here
``BEGIN; SET LOCAL ROLE …; SET LOCAL search_path = …`` opens each transaction, both local to it, in the message of its
first statement (``tenants.backend.cursors``): no round trip more, and a transaction without statements costs
nothing. A statement outside any transaction gets a small bound transaction of its own, or joins the request's.
"""

from __future__ import annotations

import select
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from django_tenants.postgresql_backend import base as stock

from tenants.backend import recycling
from tenants.backend.cursors import BoundCursor, BoundDebugCursor, OpeningCursor
from tenants.binding import PUBLIC, USE_BIND, Binding, UnableToSwitchCity, UnboundStatement, current, current_or_none

# What a block that has sent nothing yet consists of.
BLOCK = (
    "in_atomic_block", "savepoint_ids", "atomic_blocks", "needs_rollback", "run_on_commit", "commit_on_exit",
    "autocommit", "_begin_pending", "_bound",
)  # fmt: skip


def opening(binding: Binding) -> str:
    """One message: begin, enter the role, set the path, all local to this transaction. The names are checked names."""
    role = f"SET LOCAL ROLE {binding.role}; " if binding.role else ""
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if binding.snapshot else "BEGIN"
    return f'{begin}; {role}SET LOCAL search_path = "{binding.schema}"'


class DatabaseWrapper(stock.DatabaseWrapper):  # type: ignore[misc]  # the library has no types
    """``_bound`` is the key of the binding that the open transaction was begun with."""

    run_commit_hooks_on_set_autocommit_on: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._begin_pending = False
        self._bound: tuple[str, str, str | None, bool] | None = None
        self._entered: Binding | None = None
        self._only_read = self._unawaited = self._unanswered = False
        self._made = False
        super().__init__(*args, **kwargs)
        self._made = True

    @property
    def schema_name(self) -> str:
        binding = current_or_none()
        return binding.schema if binding else PUBLIC

    @schema_name.setter
    def schema_name(self, value: str) -> None:
        """Stock sets it in its constructor; here the binding alone decides."""

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:
        """Stock's way in, of ``schema_context`` and ``tenant_context`` too. Only its own constructor may call it."""
        if self._made:
            raise UnboundStatement(USE_BIND)
        self.tenant = None

    def _handle_search_path(self, cursor: Any = None) -> None:
        """Nothing is set for the session, ever."""

    def _start_transaction_under_autocommit(self) -> None:
        """Called by ``atomic`` for the outermost block. Sent with the first statement."""
        self._begin_pending = self._only_read = True
        self._bound, self._entered = self._binding().key, None

    def _binding(self) -> Binding:
        binding = current()
        if binding.alias != self.alias:
            raise UnboundStatement(f"bound for {binding.alias!r}, used on {self.alias!r}")
        return binding

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "cursor_factory": OpeningCursor}

    def _cursor(self, name: str | None = None) -> Any:
        if self._unanswered:
            self._hear_out()
        binding = self._binding()
        if not self.in_atomic_block and binding.lasting is not None:
            binding.lasting.begin()
        if self.in_atomic_block:
            self._enter(binding)
        elif name is not None:
            raise UnboundStatement("a cursor on the server needs a transaction around it")
        elif recycling.is_worn(self.connection, binding):
            recycling.retire(self)
        # Django's own, past the stock backend's, which would set the path for the session.
        return super(stock.DatabaseWrapper, self)._cursor(name)

    def _enter(self, binding: Binding) -> None:
        """The open transaction is the one of the binding in force; there is a connection to begin it on."""
        self._check(binding)
        if self._begin_pending:
            self._look_after_connection(binding)
            self.ensure_connection()

    def _check(self, binding: Binding) -> None:
        if self._bound != binding.key:
            raise UnableToSwitchCity()
        self._entered = binding

    def is_ready_for(self, cursor: Any) -> bool:
        """Whether a statement of this cursor may be sent as it is; False when it needs a transaction of its own."""
        if self.connection is None or cursor.connection.pgconn is not self.connection.pgconn:
            raise UnboundStatement("the cursor belongs to a connection that was given back")
        binding = self._entered
        if self.in_atomic_block and binding is not None and binding is current_or_none() and not binding.ended:
            return True  # looked at when the cursor was opened
        if self._unanswered:
            self._hear_out()
        binding = self._binding()
        if self.in_atomic_block:
            self._check(binding)  # the connection stays: the cursor is of it
        return bool(self.in_atomic_block)

    def take_opening(self) -> str:
        """What has to be sent before the next statement: the opening of its transaction, once; else nothing."""
        if not self._begin_pending:
            return ""
        self._begin_pending = False
        binding = self._binding()
        recycling.note(self.connection, binding)
        return opening(binding)

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor on the server ends with its transaction: one that is held stays readable on a pooled connection."""
        cursor = super().create_cursor(name)
        if name is not None:
            self.send_opening()
            cursor._withhold = False
        else:
            cursor.wrapper = self
        return cursor

    def send_opening(self) -> None:
        """Alone, where the statement after it cannot carry it."""
        if words := self.take_opening():
            with self.wrap_database_errors:
                self.connection.execute(words)

    def make_cursor(self, cursor: Any) -> Any:
        return BoundCursor(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> Any:
        return BoundDebugCursor(cursor, self)

    @contextmanager
    def bound_statement(self) -> Iterator[None]:
        """One statement in a transaction of its own. Whatever fails, nothing of it stays on the connection."""
        self._begin_pending = True
        try:
            yield
        except BaseException:
            self._begin_pending = False
            with self.wrap_database_errors:
                self.connection.rollback()
            raise
        with self.wrap_database_errors:
            self.connection.commit()

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
        """Beginning and ending touch the connection only when something is sent: an empty transaction costs nothing."""
        if not autocommit:
            if not force_begin_transaction_with_broken_autocommit:
                raise UnboundStatement("use transaction.atomic()")
            self.validate_no_atomic_block()
            self._start_transaction_under_autocommit()
            self.autocommit = False
            return
        self._begin_pending, self._bound = False, None
        if self.connection is None or not self.connection.autocommit:
            super().set_autocommit(True)
            return
        self.autocommit = True
        if self.run_commit_hooks_on_set_autocommit_on:
            self.run_and_clear_commit_hooks()
            self.run_commit_hooks_on_set_autocommit_on = False

    def _commit(self) -> None:
        if self._begin_pending:
            return
        if self._unawaited and self._only_read:
            self._say_commit()
        else:
            super()._commit()

    def note_statement(self, query: Any) -> None:
        """Whether the open transaction has only read, as far as the statement's first word tells."""
        if self._only_read and not (isinstance(query, str) and query.startswith("SELECT")):
            self._only_read = False

    @contextmanager
    def unawaited(self) -> Iterator[None]:
        """A commit in here is said and not waited for, where nothing but reading hangs on it: a page goes out earlier."""
        self._unawaited = True
        try:
            yield
        finally:
            self._unawaited = False

    def _say_commit(self) -> None:
        wire = self.connection.pgconn
        with self.wrap_database_errors:
            wire.send_query(b"COMMIT")
            while wire.flush():
                pass
        self._unanswered = True

    def _hear_out(self) -> None:
        """The answer to a commit that nobody waited for; nothing else may be sent before it is read.

        Nothing hangs on it: a line that was lost meanwhile is noticed by whatever is sent next.
        """
        if not self._unanswered:
            return
        self._unanswered = False
        if self.connection is not None:
            with suppress(psycopg.Error):
                while self.connection.pgconn.get_result() is not None:
                    pass

    def is_usable(self) -> bool:
        """A server that has gone says so on the line, or closed it. Where nothing stands there, no question is sent."""
        self._hear_out()
        try:
            socket = self.connection.pgconn.socket
        except psycopg.OperationalError:  # known to be lost
            return False
        line = select.poll()
        line.register(socket, select.POLLIN)
        return bool(super().is_usable()) if line.poll(0) else True

    def _rollback(self) -> None:
        if not self._begin_pending:
            super()._rollback()

    def _look_after_connection(self, binding: Binding) -> None:
        """Before BEGIN: one that died since the last request, or has served enough cities, is replaced, and the block
        never notices.
        """
        unchecked = self.health_check_enabled and not self.health_check_done
        worn = recycling.is_worn(self.connection, binding)
        if self.connection is None or not (unchecked or worn):
            return
        kept = {name: getattr(self, name) for name in BLOCK}
        self.in_atomic_block = False
        try:
            if worn:
                recycling.retire(self)
            self.close_if_health_check_failed()
            self.ensure_connection()
        finally:
            self.__dict__.update(kept)

    def close(self) -> None:
        self._hear_out()
        super().close()
        if not self.in_atomic_block:
            self._begin_pending, self._bound = False, None
