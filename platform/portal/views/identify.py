"""The online ID: explained, left by a visible button, calm when it was cancelled."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from configuration.authority import Authority
from declarations.casefile.choices import Mode
from declarations.models import Declaration
from identity import operations, queries, texts
from identity.doors import HANDLE, TROUBLE
from identity.models import Identification, Purpose
from identity.operations import UnableToClaim, UnableToStart
from identity.states import State
from kernel.clock import now
from portal.browser import SESSION, keep_for_sitting, new_session, session_of
from portal.context import configuration_of
from portal.pages import draft_page

PAGES = {Purpose.PREFILL: "portal:identify", Purpose.SIGN: "portal:submit"}


@draft_page
def page(request: HttpRequest, draft: Declaration) -> HttpResponse:
    """For filling in: what the card says need not be typed. It can be skipped; signing asks for the card again."""
    if request.method == "POST":
        return leave(request, draft, Purpose.PREFILL)
    return render(request, "portal/identify.html", _shown(draft, request.GET.get(TROUBLE, "")))


def _shown(draft: Declaration, trouble: str, refused: Any = "") -> dict[str, Any]:
    row = queries.verified(draft.id)
    latest = None if row else queries.latest(draft.id, Purpose.PREFILL)
    return {
        "row": row,
        "method": texts.METHODS.get(row.method, "") if row else "",
        "outcome": _outcome(latest),
        "cancelled": latest is not None and latest.state == State.CANCELLED,
        "trouble": trouble,
        "refused": refused,
        "binding": draft.mode == Mode.BINDING,
    }


def _outcome(latest: Identification | None) -> Any:
    return texts.outcome(latest.state, latest.refusal_code) if latest else ""


def leave(request: HttpRequest, draft: Declaration, purpose: Purpose) -> HttpResponse:
    """The page from which the browser goes to the provider; the person presses its button."""
    session = session_of(request) or new_session()
    try:
        with transaction.atomic():
            started = operations.start(
                declaration_id=draft.id,
                purpose=purpose,
                session=session,
                display_name=configuration_of(request).section(Authority).name,
                back_url=request.build_absolute_uri(reverse(PAGES[purpose])),
                return_path=reverse("portal:identify_return"),
                language=(get_language() or "de")[:2],
                at=now(),
            )
    except UnableToStart as refusal:
        shown = _shown(draft, "", refusal.message)
        return render(request, "portal/identify.html", {**shown, "purpose": purpose})
    response = render(
        request,
        "portal/to_provider.html",
        {"action": started.form.action, "fields": started.form.fields.items(), "back_url": reverse(PAGES[purpose])},
    )
    keep_for_sitting(response, SESSION, session)
    return response


@require_safe
@draft_page
def returned(request: HttpRequest, draft: Declaration) -> HttpResponse:
    """The browser is back. The outcome is taken over once; then it goes on to a page that can be loaded again."""
    trouble = request.GET.get(TROUBLE, "")
    if trouble:
        return render(request, "portal/identify.html", _shown(draft, trouble))
    try:
        with transaction.atomic():
            found = operations.claim_return(
                handle=request.GET.get(HANDLE, ""), declaration_id=draft.id, session=session_of(request), at=now()
            )
    except UnableToClaim:
        return redirect("portal:identify")
    return redirect(PAGES[Purpose(found.identification.purpose)])
