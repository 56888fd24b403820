"""Who may declare bindingly (§ 68 (2) AufenthG with § 9a OZG): the sponsor, proven by a card, just now, in this browser."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from configuration.queries import in_force
from identity import texts
from identity.answers import named_person
from identity.base import Level, Trust
from identity.config import IdentityConfig
from identity.matching import differences
from identity.models import Identification, Purpose
from identity.queries import identity_of
from identity.states import State
from kernel.codes import digest
from kernel.errors import Refusal

_PROVEN_BY_CARD = ("family_name", "birth_date")


class UnableToSign(Refusal):
    """``not_identified``, ``other_session``, ``too_old``, ``person_differs`` (params: ``fields``) or ``not_vouched``.

    The message names the way out, and never what stands on the card.
    """

    code = "not_identified"


def require_signer(
    *, declaration_id: uuid.UUID, session: str, answers: Mapping[str, Any], at: datetime
) -> Identification:
    """The identification on which the declaration rests, or ``UnableToSign``. Reads only."""
    row = _last_of_this_browser(declaration_id, session)
    rules = in_force(at=at).section(IdentityConfig)
    if row.verified_at is None or at > row.verified_at + rules.max_age:
        raise UnableToSign(texts.TOO_OLD % {"minutes": rules.max_age_minutes}, code="too_old")
    identity = identity_of(row)
    if identity.level is not Level.HIGH or any(identity.trust.get(name) is not Trust.HIGH for name in _PROVEN_BY_CARD):
        raise UnableToSign(texts.NOT_VOUCHED, code="not_vouched")
    fields = differences(identity.attributes, named_person(answers))
    if fields:
        labels = ", ".join(str(texts.FIELDS[field]) for field in fields)
        raise UnableToSign(texts.PERSON_DIFFERS % {"fields": labels}, code="person_differs", fields=fields)
    return row


def _last_of_this_browser(declaration_id: uuid.UUID, session: str) -> Identification:
    rows = Identification.objects.filter(
        declaration_id=declaration_id, purpose=Purpose.SIGN, state=State.VERIFIED, claimed_at__isnull=False
    ).order_by("verified_at")
    found = rows.filter(session_digest=digest(session)).last()
    if found is not None:
        return found
    if rows.exists():
        raise UnableToSign(texts.OTHER_SESSION, code="other_session")
    raise UnableToSign(texts.NOT_IDENTIFIED)
