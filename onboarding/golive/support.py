"""The operator looks at a city's settings, because the city allows it: for seven days, read-only, each page in its trail.

The operator's page signs a door that is good for a minute, once, in one city. Behind it a visitor has the rights to see the
configuration and nothing of any case. All in the bound city but ``door``.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from accounts.roles import PUBLISH_CONFIGURATION, VISITOR_MAY
from accounts.staff.models import Staff
from audit.operations import Actor, record
from audit.operations import staff as actor
from kernel.codes import new_reference
from kernel.crypto import UnableToOpen, seal, unseal
from kernel.errors import Refusal
from onboarding.golive.models import SupportGrant, SupportVisit
from tenants.binding import current_city

ALLOWED = timedelta(days=7)
DOOR_SECONDS, VISIT_SECONDS = 60, 30 * 60  # so short because the city cannot see that the account was closed
_DOOR, _VISIT = "onboarding.golive.door", "onboarding.golive.visit"


class UnableToVisit(Refusal):
    """not_allowed (only who may publish decides), bad_door (made up, another city's, too old, used), not_granted."""

    code = "not_allowed"


@dataclass(frozen=True)
class Visitor:
    """Stands where a member of staff stands on the console's pages. ``name`` is the operator's sign-in."""

    name: str
    id: int = 0
    is_visitor: bool = True

    def may(self, permission: str) -> bool:
        return permission in VISITOR_MAY


def standing(*, at: datetime) -> SupportGrant | None:
    """What is allowed now."""
    return SupportGrant.objects.filter(ended_at=None, ends_at__gt=at).order_by("-id").first()


def grant(*, by: Staff, at: datetime) -> SupportGrant:
    """Atomic; while it is allowed already nothing changes. Refused: not_allowed."""
    if not by.may(PUBLISH_CONFIGURATION):
        raise UnableToVisit
    with transaction.atomic():
        there = standing(at=at)
        if there is not None:
            return there
        record(action="support.granted", actor=actor(by.id), at=at)
        return SupportGrant.objects.create(
            granted_at=at, ends_at=at + ALLOWED, staff_id=by.id, staff_name=by.name[:120]
        )


def end(*, by: Staff, at: datetime) -> None:
    """Atomic; whoever is looking is out with the next page. Refused: not_allowed."""
    if not by.may(PUBLISH_CONFIGURATION):
        raise UnableToVisit
    with transaction.atomic():
        if SupportGrant.objects.filter(ended_at=None).update(ended_at=at, ended_by=by.name[:120]):
            record(action="support.ended", actor=actor(by.id), at=at)


def door(*, slug: str, by: str) -> str:
    """By the operator's page, for this city and its own person: good once, for a minute. Who it is stands in it sealed, since
    addresses of the net are kept in many places."""
    sealed = seal(_key(), by.encode(), slug)
    return signing.dumps([slug, urlsafe_b64encode(sealed).decode(), new_reference(12)], salt=_DOOR)


def _key() -> bytes:
    return salted_hmac(_DOOR, "key", algorithm="sha256").digest()


def enter(token: str, *, at: datetime) -> str:
    """Answers the secret of the visit. Atomic. Refused: bad_door, not_granted."""
    try:
        slug, sealed, name = signing.loads(token, salt=_DOOR, max_age=DOOR_SECONDS)
        by = unseal(_key(), urlsafe_b64decode(sealed), slug).decode()
    except (signing.BadSignature, UnableToOpen, ValueError, TypeError):
        raise UnableToVisit(code="bad_door") from None
    if slug != current_city():
        raise UnableToVisit(code="bad_door")
    allowed = standing(at=at)
    if allowed is None:
        raise UnableToVisit(code="not_granted")
    try:
        with transaction.atomic():
            SupportVisit.objects.create(grant=allowed, door=name, operator=by, at=at)
            record(action="support.entered", actor=Actor("operator", by), at=at)
    except IntegrityError:
        raise UnableToVisit(code="bad_door") from None
    return signing.dumps([slug, by, allowed.pk], salt=_VISIT)


def visitor(secret: str, *, at: datetime) -> Visitor | None:
    """Who looks, as long as the city allows it; nobody for a visit of another city or an old one."""
    try:
        slug, by, number = signing.loads(secret, salt=_VISIT, max_age=VISIT_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    allowed = standing(at=at) if slug == current_city() else None
    return Visitor(str(by)) if allowed is not None and allowed.pk == number else None


def note_page(who: Visitor, *, page: str, at: datetime) -> None:
    """Joins the page's transaction. ``page`` is the name of the address, never what it holds."""
    record(action="support.page", actor=Actor("operator", who.name), at=at, page=page)
