"""Keys of the city's system for our interface: made, shown once, replaced without a gap, revoked. Several may be valid.

Of a key only its digest is kept; it has full entropy, so a plain hash is enough.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import QuerySet

from audit.operations import Actor, record
from connectors.models import InterfaceKey
from kernel.codes import digest, new_secret
from kernel.errors import Refusal

PREFIX = "zusage_"
MOST_KEYS, MOST_DAYS = 20, 730
NOTED_EVERY = timedelta(minutes=10)
WARNED = timedelta(days=30)
_KEY = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{32}}")


class Scope(StrEnum):
    """What a key opens. Each is asked for by name in the description of the interface."""

    READ = "deliveries:read"
    ACKNOWLEDGE = "deliveries:acknowledge"
    MESSAGES = "messages:write"
    OUTCOMES = "outcomes:write"


class UnableToMakeKey(Refusal):
    """``no_label``, ``no_scope``, ``bad_days`` (1 to 730), ``too_many_keys`` (20 that are valid)."""

    code = "key_not_made"


@dataclass(frozen=True)
class Made:
    """``secret`` is shown to the person who made it, and never again."""

    key: InterfaceKey
    secret: str


def make(*, label: str, scopes: list[str], days: int, by: Actor, at: datetime) -> Made:
    """A new key, valid at once, beside those that there are. Joins the caller's transaction; stands in the trail.

    Refused: ``UnableToMakeKey``.
    """
    label, wanted = " ".join(label.split())[:80], sorted(set(scopes) & set(Scope))
    if not label:
        raise UnableToMakeKey(code="no_label")
    if not wanted or len(wanted) != len(set(scopes)):
        raise UnableToMakeKey(code="no_scope")
    if not 1 <= days <= MOST_DAYS:
        raise UnableToMakeKey(code="bad_days")
    if _valid(at).count() >= MOST_KEYS:
        raise UnableToMakeKey(code="too_many_keys")
    secret = PREFIX + new_secret()
    key = InterfaceKey.objects.create(
        label=label, scopes=wanted, digest=digest(secret), made_by=int(by.ref) if by.ref.isdigit() else 0, made_at=at,
        expires_at=at + timedelta(days=days),
    )  # fmt: skip
    record(action="interface_key.made", actor=by, at=at, key=str(key.id), scopes=wanted)
    return Made(key, secret)


def revoke(*, key_id: uuid.UUID, by: Actor, at: datetime) -> bool:
    """From now on it opens nothing. Twice is once; answers whether there was something to revoke. Joins the transaction."""
    done = InterfaceKey.objects.filter(id=key_id, revoked_at=None).update(revoked_at=at)
    if done:
        record(action="interface_key.revoked", actor=by, at=at, key=str(key_id))
    return bool(done)


def open_key(secret: str, *, at: datetime) -> InterfaceKey | None:
    """The valid key of the bound city with that secret; that it was used is noted every ten minutes at most."""
    if not _KEY.fullmatch(secret):
        return None
    found = _valid(at).filter(digest=digest(secret)).first()
    if found is not None and (found.used_at is None or at - found.used_at >= NOTED_EVERY):
        InterfaceKey.objects.filter(id=found.id).update(used_at=at)
    return found


def all_keys() -> list[InterfaceKey]:
    """Also those that are over: who could come in when is asked for years later. The newest first."""
    return list(InterfaceKey.objects.order_by("-made_at", "id"))


def is_given(scope: Scope) -> bool:
    """Whether the city has given its system such a key and not revoked it, for who knows no time."""
    return InterfaceKey.objects.filter(revoked_at=None, scopes__contains=[scope.value]).exists()


def last_until(scope: Scope, *, at: datetime) -> datetime | None:
    """Until when the last valid key opens this; ``None`` when none does."""
    rows = _valid(at).filter(scopes__contains=[scope.value]).order_by("-expires_at")
    return rows.values_list("expires_at", flat=True).first()


def _valid(at: datetime) -> QuerySet[InterfaceKey]:
    return InterfaceKey.objects.filter(revoked_at=None, expires_at__gt=at)
