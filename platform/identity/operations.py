"""Sending a person away to identify, and letting the same browser claim the outcome once (``recording`` is between).

Both join the caller's transaction and lock what they change.
"""

from __future__ import annotations

import logging
import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from audit.operations import SPONSOR
from audit.operations import record as audit
from configuration.queries import in_force
from declarations import operations as declarations
from declarations.config import DeclarationRules
from declarations.states import State as CaseState
from identity import texts
from identity.answers import filled
from identity.base import BeginRequest, Level, PostForm, ProviderUnavailable
from identity.config import IdentityConfig
from identity.models import Identification, Purpose
from identity.queries import identity_of
from identity.registry import provider
from identity.requests import new_request_id
from identity.states import State
from kernel.codes import digest, same
from kernel.errors import Refusal
from tenants.binding import current_city, in_rehearsal

log = logging.getLogger("zusage.identity")

HANDLE_PERIOD = timedelta(minutes=15)
MOST_PER_HOUR = 30
_PATH = re.compile(r"/(?!/)[A-Za-z0-9/_-]*")


class UnableToStart(Refusal):
    """Not a draft any more (``not_a_draft``), no provider (``provider_unavailable``), too often (``too_many``), a
    rehearsal with a real identity service (``in_rehearsal``: a real card says who a real person is)."""

    code = "not_a_draft"


class UnableToClaim(Refusal):
    """The handle is unknown, used, too old, or was made for another draft or browser: all look alike."""

    code = "unknown_return"


@dataclass(frozen=True)
class Started:
    identification: Identification
    form: PostForm


@dataclass(frozen=True)
class Returned:
    """``filled`` are the case file's places that took over what the card says."""

    identification: Identification
    filled: tuple[str, ...] = ()


def start(
    *,
    declaration_id: uuid.UUID,
    purpose: Purpose,
    session: str,
    display_name: str,
    back_url: str,
    return_path: str,
    language: str,
    at: datetime,
) -> Started:
    """The form that leads to the provider. ``session`` is a secret that stays in this browser.

    ``return_path`` is where on the city's host the handle is claimed. Refuses with ``UnableToStart``.
    """
    if not _PATH.fullmatch(return_path):
        raise ValueError("a path on the city's own host is expected")
    draft = declarations.locked(declaration_id)
    if draft.state != CaseState.DRAFT:
        raise UnableToStart(texts.NOT_A_DRAFT)
    if in_rehearsal() and not settings.EID_SIMULATED:
        raise UnableToStart(texts.IN_REHEARSAL, code="in_rehearsal")
    _refuse_too_many(declaration_id, at)
    rules = in_force(at=at).section(IdentityConfig)
    row = Identification(
        declaration=draft,
        purpose=purpose,
        wanted_level=Level.HIGH if purpose == Purpose.SIGN else rules.lowest_level,
        provider=rules.provider,
        request_id=new_request_id(current_city()),
        session_digest=digest(session),
        return_path=return_path,
        started_at=at,
    )
    form = _form(row, display_name=display_name, language=language, back_url=back_url)
    row.save(force_insert=True)
    audit(action="identification.started", actor=SPONSOR, at=at, case_id=declaration_id, purpose=row.purpose)
    return Started(row, form)


def _form(row: Identification, *, display_name: str, language: str, back_url: str) -> PostForm:
    request = BeginRequest(row.request_id, display_name, Level(row.wanted_level), language, back_url)
    try:
        return provider(row.provider).begin(request, at=row.started_at)
    except ProviderUnavailable as error:
        log.error("identity provider unavailable: %s", error)
        raise UnableToStart(texts.UNAVAILABLE, code="provider_unavailable") from None


def _refuse_too_many(declaration_id: uuid.UUID, at: datetime) -> None:
    recent = Identification.objects.filter(declaration_id=declaration_id, started_at__gt=at - timedelta(hours=1))
    if recent.count() >= MOST_PER_HOUR:
        raise UnableToStart(texts.TOO_MANY, code="too_many")


def claim_return(*, handle: str, declaration_id: uuid.UUID, session: str, at: datetime) -> Returned:
    """The browser that left is back. Once; only for its own draft. Fills empty places of a draft from the card.

    Raises ``UnableToClaim``, for example when the page is loaded again: the outcome is in ``queries.latest``.
    """
    draft = declarations.locked(declaration_id)
    row = (
        Identification.objects.select_for_update(of=("self",))
        .filter(handle_digest=digest(handle), declaration_id=declaration_id)
        .first()
    )
    if row is None or row.answered_at is None or not same(row.session_digest, digest(session)):
        raise UnableToClaim(texts.UNKNOWN_RETURN)
    if at > row.answered_at + HANDLE_PERIOD:
        raise UnableToClaim(texts.UNKNOWN_RETURN)
    row.claimed_at, row.handle_digest = at, None
    row.save(update_fields=["claimed_at", "handle_digest"])
    if row.state != State.VERIFIED or row.purpose != Purpose.PREFILL or draft.state != CaseState.DRAFT:
        return Returned(row)
    answers, places = filled(declarations.answers_of(draft), identity_of(row).attributes)
    if places:
        keep = timedelta(days=in_force(at=at).section(DeclarationRules).draft_days)
        declarations.replace_answers(draft=draft, answers=answers, keep=keep, at=at)
    return Returned(row, places)
