"""A deliberate pause, then the declaration itself: binding, or handed in for checking."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from billing.fees.config import FeesConfig
from casework import instruction, paying, submission
from casework.submission import UnableToSubmit
from declarations.casefile.choices import Mode
from declarations.models import Declaration
from declarations.operations import answers_of
from identity import queries
from identity.models import Purpose
from identity.signing import UnableToSign, require_signer
from identity.states import State as IdentificationState
from kernel.clock import now
from portal import fee_words
from portal.browser import HANDING_IN, HandingIn, handing_in_of, session_of
from portal.context import configuration_of
from portal.pages import draft_page, instead_of_draft
from portal.views.identify import leave, outcome_of
from portal.views.instruction import hash_of

ELSEWHERE = {
    "incomplete": "portal:review",
    "evidence_missing": "portal:review",
    "changed_meanwhile": "portal:review",
    "not_accepted": "portal:instruction",
    "texts_changed": "portal:instruction",
}


@draft_page
def page(request: HttpRequest, draft: Declaration) -> HttpResponse:
    state = handing_in_of(request, draft)
    if state is None or state.revision != draft.revision:
        return redirect("portal:review")
    if not state.texts:
        return redirect("portal:instruction")
    if request.method == "POST" and "ausweis" in request.POST:
        return leave(request, draft, Purpose.SIGN)
    if request.method == "POST":
        return _submit(request, draft, state)
    return _show(request, draft)


def _show(request: HttpRequest, draft: Declaration, refusal: Any = "") -> HttpResponse:
    at = now()
    binding = draft.mode == Mode.BINDING
    shown = {
        "binding": binding,
        "asked": (refusal or _asked(request, draft)) if binding else "",
        "outcome": _unhappy_outcome(draft) if binding else "",
        "fee_note": fee_words.before_filing(
            configuration_of(request).section(FeesConfig).when, paying.quote_of(draft, at=at).total_cents
        ),
    }
    return render(request, "portal/submit.html", shown)


def _asked(request: HttpRequest, draft: Declaration) -> Any:
    """What the person has to do before declaring bindingly; empty when they are proven to be who they say."""
    try:
        require_signer(declaration_id=draft.id, session=session_of(request), answers=answers_of(draft), at=now())
    except UnableToSign as refusal:
        return refusal.message
    return ""


def _unhappy_outcome(draft: Declaration) -> Any:
    """What came of the last try with the card, if it did not succeed."""
    latest = queries.latest(draft.id, Purpose.SIGN)
    return "" if latest is None or latest.state == IdentificationState.VERIFIED else outcome_of(latest)


def _submit(request: HttpRequest, draft: Declaration, state: HandingIn) -> HttpResponse:
    at = now()
    try:
        with transaction.atomic():
            submission.submit(
                case_id=draft.id,
                authority=submission.Authority(request.city.slug, request.city.authority_code),  # type: ignore[attr-defined]  # set by the middleware
                accepted=_accepted(draft, state),
                revision=state.revision,
                session=session_of(request),
                at=at,
            )
    except UnableToSubmit as refusal:
        if refusal.code == "not_a_draft":
            return instead_of_draft(request)
        if refusal.code in ELSEWHERE:
            return redirect(f"{reverse(ELSEWHERE[refusal.code])}?geaendert=1")
        return _show(request, draft, refusal.message)
    response = instead_of_draft(request)
    response.delete_cookie(HANDING_IN, path="/", samesite="Lax")
    return response


def _accepted(draft: Declaration, state: HandingIn) -> dict[str, str]:
    """The texts that were accepted, if they are still those that were shown."""
    texts = instruction.texts_of(draft, at=now())
    if hash_of(texts) != state.texts:
        return {}
    return {text.id: text.sha256 for text in texts if not text.optional or text.id in state.optional}
