"""Keeping the one answer to a request. Called by the public door, inside the transaction that it opened in the city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from audit.operations import SPONSOR
from audit.operations import record as audit
from configuration.queries import in_force
from declarations import sealing
from identity.base import Level, VerifiedIdentity
from identity.config import IdentityConfig
from identity.models import Identification, Purpose
from identity.queries import sealing_place
from identity.states import TRANSITIONS, State
from kernel.codes import digest, new_secret
from kernel.errors import Refusal

ANSWER_PERIOD = timedelta(minutes=60)
CLOCKS_DIFFER = timedelta(minutes=2)


class UnableToRecord(Refusal):
    """The answer belongs to no question of ours (``unknown_request``) or to one that has its answer (a replay)."""

    code = "already_answered"


@dataclass(frozen=True)
class Recorded:
    """Where in the city the person left from, and the one-time handle to go back with."""

    return_path: str
    handle: str


def record_result(*, identity: VerifiedIdentity, at: datetime) -> Recorded:
    """Keeps a verified identity as the one answer to its request, sealed; or refuses it with a code in the row.

    Raises ``UnableToRecord`` for an unknown or already answered request, ``UnableToOpen`` when the case was erased.
    """
    row = _unanswered(identity.request_id)
    row.level, row.method, row.issuer = identity.level, identity.method, identity.issuer
    code = _unfit(row, identity, at)
    if code:
        return _settle(row, State.REFUSED, at, code)
    row.verified_at = identity.verified_at
    row.assertion_digest = identity.assertion_digest
    row.sealed_identity = sealing.cipher(row.declaration_id).seal_json(
        identity.model_dump(mode="json"), sealing_place(row)
    )
    return _settle(row, State.VERIFIED, at)


def record_cancelled(*, request_id: str, at: datetime) -> Recorded:
    """The person came back without identifying. Raises ``UnableToRecord``."""
    return _settle(_unanswered(request_id), State.CANCELLED, at)


def record_refused(*, request_id: str, code: str, at: datetime) -> Recorded:
    """The provider refused, or its signed answer cannot be used. Raises ``UnableToRecord``."""
    return _settle(_unanswered(request_id), State.REFUSED, at, code)


def _unanswered(request_id: str) -> Identification:
    row = Identification.objects.select_for_update(of=("self",)).filter(request_id=request_id).first()
    if row is None:
        raise UnableToRecord(code="unknown_request")
    if row.state != State.STARTED:
        raise UnableToRecord()
    return row


def _unfit(row: Identification, identity: VerifiedIdentity, at: datetime) -> str:
    """Why a genuine answer still does not serve its purpose; empty when it does."""
    if identity.verified_at < row.started_at - CLOCKS_DIFFER:
        return "stale_authentication"  # the provider did not ask the person anew
    if identity.level.rank < Level(row.wanted_level).rank:
        return "level_too_low"
    if row.purpose == Purpose.SIGN and identity.method not in in_force(at=at).section(IdentityConfig).signing_methods:
        return "method_not_accepted"
    return ""


def _settle(row: Identification, state: State, at: datetime, code: str = "") -> Recorded:
    if at > row.started_at + ANSWER_PERIOD:
        state, code = State.EXPIRED, ""
        row.sealed_identity, row.assertion_digest, row.verified_at = None, "", None
    edge = TRANSITIONS.edge(row.state, state)
    handle = new_secret()
    row.state, row.answered_at, row.refusal_code, row.handle_digest = state, at, code[:80], digest(handle)
    row.save()
    audit(
        action=edge.event,
        actor=SPONSOR,
        at=at,
        case_id=row.declaration_id,
        purpose=row.purpose,
        level=row.level,
        code=row.refusal_code,
    )
    return Recorded(row.return_path, handle)
