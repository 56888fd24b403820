"""Whose data may be touched right now: a binding names the schema and the database role, for this thread only.

Nothing reaches the database without one. The binding is sent with the outermost BEGIN and is local to that
transaction (``tenants.backend``), so that it holds under threads, pools and PgBouncer in transaction mode.
"""

from __future__ import annotations

import re
import threading
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connections, transaction

from kernel.errors import Refusal
from tenants.states import Stage

if TYPE_CHECKING:
    from tenants.models import City

PUBLIC = "public"
OPERATIONS = "default"
OWNER = "owner"
USE_BIND = "django-tenants' own way into a tenant holds for the whole session; use tenants.binding.bind(city)"
_REAL_CASES = frozenset({Stage.PILOT, Stage.LIVE, Stage.SUSPENDED, Stage.OFFBOARDED})
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


class UnboundStatement(RuntimeError):
    """A statement was about to be sent without a binding, or from a thread that the binding does not belong to."""


class UnableToSwitchCity(Refusal, RuntimeError):
    """Another city inside an open transaction: after a savepoint the inner one would stay, so it is refused."""

    code = "switch_inside_transaction"


@dataclass(eq=False)
class Binding:
    """``role`` is None for the owner, who works under its own name. ``slug`` is None outside a city, ``land`` and ``stage`` empty.
    ``rehearsal``: the city is another one's twin, and nothing may leave the house.

    ``thread`` is a token, because numbers of threads are given again. A binding that ended stays refused, also where
    a copied context or a generator still knows it. ``lasting`` is the transaction that statements outside any join.
    ``snapshot``: its transactions read one moment and write nothing.
    """

    alias: str
    schema: str
    role: str | None
    slug: str | None
    thread: object
    rehearsal: bool = False
    land: str = ""
    stage: str = ""
    ended: bool = False
    lasting: LastingTransaction | None = None
    snapshot: bool = False

    def __post_init__(self) -> None:
        self.key = (self.alias, self.schema, self.role, self.snapshot)


_current: ContextVar[Binding | None] = ContextVar("zusage_binding", default=None)


class _Token(threading.local):
    """One object per thread, made when the thread first asks."""

    def __init__(self) -> None:
        self.value = object()


_here = _Token()


def safe_name(name: str) -> str:
    """The name if it can stand in SQL as it is, else ``ValueError``: names are built from slugs, never typed by users."""
    if not _NAME.fullmatch(name):
        raise ValueError("not a name for a schema or role")
    return name


def database_name() -> str:
    return str(settings.DATABASES[OPERATIONS]["NAME"])


def operator_role() -> str:
    return safe_name(f"{database_name()}_operator")


def cities_role() -> str:
    """What all cities' roles are members of."""
    return safe_name(f"{database_name()}_cities")


@lru_cache(maxsize=5000)
def _city_role(database: str, schema: str) -> str:
    return safe_name(f"{database}_{safe_name(schema)}")


def city_role(schema: str) -> str:
    """Roles are cluster-wide, so their names carry the database's name."""
    return _city_role(database_name(), schema)


def current() -> Binding:
    """The binding in force, or ``UnboundStatement``."""
    binding = _current.get()
    if binding is None:
        raise UnboundStatement("no city and no public work is bound here")
    if binding.thread is not _here.value:
        raise UnboundStatement("the binding belongs to another thread")
    if binding.ended:
        raise UnboundStatement("the binding has ended")
    return binding


def current_or_none() -> Binding | None:
    return _current.get()


def current_city() -> str:
    """The slug of the city that is bound, or ``UnboundStatement``."""
    slug = current().slug
    if slug is None:
        raise UnboundStatement("no city is bound here")
    return slug


def in_rehearsal() -> bool:
    """Whether a twin is bound: what would reach somebody outside must not."""
    binding = _current.get()
    return binding is not None and binding.rehearsal


def had_real_cases() -> bool:
    """Whether the bound city had left its setting up behind when the work began: pilot, live or paused. A rehearsal never."""
    binding = _current.get()
    return binding is not None and not binding.rehearsal and binding.stage in _REAL_CASES


class _bound:  # noqa: N801  a context manager; each request pays for it, and a generator would cost thrice as much
    __slots__ = ("binding", "previous")

    def __init__(self, binding: Binding) -> None:
        self.binding = binding

    def __enter__(self) -> Binding:
        binding = self.binding
        self.previous = previous = _current.get()
        # Where nothing is bound no transaction can have begun; and each statement looks again at whose it is.
        if previous is not None and previous.key != binding.key and _holds(previous, binding.alias):
            raise UnableToSwitchCity()
        _current.set(binding)
        return binding

    def __exit__(self, *_: object) -> None:
        self.binding.ended = True
        if _current.get() is not self.binding:
            raise UnboundStatement("bindings were left out of order: does a generator bind?")
        _current.set(self.previous)


def _holds(previous: Binding, alias: str) -> bool:
    """Whether a transaction is open there, or a request's is as good as open: then it does not depend on the order."""
    same_request = previous.alias == alias and previous.lasting is not None and not previous.ended
    return same_request or connections[alias].in_atomic_block


class LastingTransaction:
    """Of a request that only reads: begun by the first statement outside any other, ended with the request."""

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self._atomic: transaction.Atomic | None = None

    def begin(self) -> None:
        """Again after it ended unasked: nothing is sent outside a transaction."""
        self._atomic = transaction.atomic(using=self._alias)
        self._atomic.__enter__()

    def end(self, *, undo: bool) -> None:
        if self._atomic is None:
            return
        atomic, self._atomic = self._atomic, None
        wrapper: Any = connections[self._alias]
        if undo:
            wrapper.set_rollback(True)
        with wrapper.unawaited():
            atomic.__exit__(None, None, None)


def bind(city: City) -> AbstractContextManager[Binding]:
    """Work inside this city: its schema, its role. Refuses a switch inside an open transaction."""
    schema = city.schema_name
    role = _city_role(database_name(), schema)
    return _bound(Binding(OPERATIONS, schema, role, city.slug, _here.value, city.is_twin, city.land, city.stage))


def bind_public() -> AbstractContextManager[Binding]:
    """Work on the control tables, with a role that cannot read any city."""
    return _bound(Binding(OPERATIONS, PUBLIC, operator_role(), None, _here.value))


def bind_owner(schema: str = PUBLIC) -> AbstractContextManager[Binding]:
    """Definition of tables and roles, by the owner's own connection. Never used while serving requests."""
    return _bound(Binding(OWNER, safe_name(schema), None, None, _here.value))


def bind_snapshot(schema: str) -> AbstractContextManager[Binding]:
    """As the owner, to read: whatever is written meanwhile, a transaction sees the moment at which it began."""
    return _bound(Binding(OWNER, safe_name(schema), None, None, _here.value, snapshot=True))
