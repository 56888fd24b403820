"""Reading identifications."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from declarations import sealing
from declarations.casefile import document
from identity.answers import vouched
from identity.base import VerifiedIdentity
from identity.models import Identification, Purpose
from identity.states import State


def sealing_place(row: Identification) -> str:
    """Names the row, so that a sealed identity cannot be moved to another one unnoticed."""
    return f"identity.identification|{row.id}"


def identity_of(row: Identification) -> VerifiedIdentity:
    """Opens the sealed identity of a verified row. ``UnableToOpen`` when the case was erased."""
    opened = sealing.cipher(row.declaration_id).open_json(row.sealed_identity or b"", sealing_place(row))
    return VerifiedIdentity.model_validate(opened)


def latest(declaration_id: uuid.UUID, purpose: Purpose) -> Identification | None:
    """The last time that somebody was sent away for this purpose, whatever came of it."""
    return Identification.objects.filter(declaration_id=declaration_id, purpose=purpose).order_by("started_at").last()


def verified(declaration_id: uuid.UUID) -> Identification | None:
    """The identification that stands for the case: the one for signing, else the last one for filling in."""
    rows = Identification.objects.filter(
        declaration_id=declaration_id, state=State.VERIFIED, claimed_at__isnull=False
    ).order_by("verified_at")
    return rows.filter(purpose=Purpose.SIGN).last() or rows.last()


def of_request(request_id: str) -> Identification | None:
    return Identification.objects.filter(request_id=request_id).first()


def for_case_file(declaration_id: uuid.UUID, answers: Mapping[str, Any]) -> document.Identification | None:
    """The part of the case file; None when nobody identified. ``trusted`` are the places that the card proves."""
    row = verified(declaration_id)
    if row is None:
        return None
    identity = identity_of(row)
    return document.Identification(
        method=identity.method,
        level=identity.level.value,
        verified_at=identity.verified_at,
        issuer=identity.issuer,
        evidence_sha256=identity.assertion_digest,
        trusted=vouched(answers, identity),
    )
