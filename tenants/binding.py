"""Whose data may be touched right now: a binding names the schema and the database role, for this thread only.

Nothing reaches the database without one. The binding is sent with the outermost BEGIN and is local to that
transaction (``tenants.backend``), so that it holds under threads, pools and PgBouncer in transaction mode.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connections

from kernel.errors import Refusal

if TYPE_CHECKING:
    from tenants.models import City

PUBLIC = "public"
OPERATIONS = "default"
OWNER = "owner"
USE_BIND = "django-tenants' own way into a tenant holds for the whole session; use tenants.binding.bind(city)"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


class UnboundStatement(RuntimeError):
    """A statement was about to be sent without a binding, or from a thread that the binding does not belong to."""


class UnableToSwitchCity(Refusal, RuntimeError):
    """Another city inside an open transaction: after a savepoint the inner one would stay, so it is refused."""

    code = "switch_inside_transaction"


@dataclass(eq=False)
class Binding:
    """``role`` is None for the owner, who works under its own name. ``slug`` is None outside a city, ``land`` empty.
    ``rehearsal``: the city is another one's twin, and nothing may leave the house.

    ``thread`` is a token, because numbers of threads are given again. A binding that ended stays refused, also where
    a copied context or a generator still knows it.
    """

    alias: str
    schema: str
    role: str | None
    slug: str | None
    thread: object
    rehearsal: bool = False
    land: str = ""
    ended: bool = False

    @property
    def key(self) -> tuple[str, str, str | None]:
        return (self.alias, self.schema, self.role)


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


def city_role(schema: str) -> str:
    """Roles are cluster-wide, so their names carry the database's name."""
    return safe_name(f"{database_name()}_{schema}")


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


@contextmanager
def _bound(binding: Binding) -> Iterator[Binding]:
    wrapper = connections[binding.alias]
    previous = _current.get()
    if wrapper.in_atomic_block and (previous is None or previous.key != binding.key):
        raise UnableToSwitchCity()
    _current.set(binding)
    try:
        yield binding
    finally:
        binding.ended = True
        if _current.get() is not binding:
            raise UnboundStatement("bindings were left out of order: does a generator bind?")
        _current.set(previous)


def bind(city: City) -> AbstractContextManager[Binding]:
    """Work inside this city: its schema, its role. Refuses a switch inside an open transaction."""
    schema = safe_name(city.schema_name)
    return _bound(Binding(OPERATIONS, schema, city_role(schema), city.slug, _here.value, city.is_twin, city.land))


def bind_public() -> AbstractContextManager[Binding]:
    """Work on the control tables, with a role that cannot read any city."""
    return _bound(Binding(OPERATIONS, PUBLIC, operator_role(), None, _here.value))


def bind_owner(schema: str = PUBLIC) -> AbstractContextManager[Binding]:
    """Definition of tables and roles, by the owner's own connection. Never used while serving requests."""
    return _bound(Binding(OWNER, safe_name(schema), None, None, _here.value))
