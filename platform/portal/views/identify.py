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
    return render(request, "portal/identify.html", _shown(draft))


def _shown(
    draft: Declaration, *, trouble: str = "", refused: Any = "", purpose: Purpose = Purpose.PREFILL
) -> dict[str, Any]:
    row = queries.verified(draft.id)
    latest = None if row else queries.latest(draft.id, Purpose.PREFILL)
    return {
        "row": row,
        "method": texts.METHODS.get(row.method, "") if row else "",
        "outcome": outcome_of(latest),
        "cancelled": latest is not None and latest.state == State.CANCELLED,
        "trouble": trouble,
        "refused": refused,
        "binding": draft.mode == Mode.BINDING,
        "back": "portal:tasks" if purpose == Purpose.PREFILL else PAGES[purpose],
    }


def outcome_of(latest: Identification | None) -> Any:
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
        return render(request, "portal/identify.html", _shown(draft, refused=refusal.message, purpose=purpose))
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
        return render(request, "portal/identify.html", _shown(draft, trouble=trouble, purpose=_left_for(draft)))
    try:
        with transaction.atomic():
            found = operations.claim_return(
                handle=request.GET.get(HANDLE, ""), declaration_id=draft.id, session=session_of(request), at=now()
            )
    except UnableToClaim:
        return redirect(PAGES[_left_for(draft)])
    return redirect(PAGES[Purpose(found.identification.purpose)])


def _left_for(draft: Declaration) -> Purpose:
    """What the person went away for the last time."""
    rows = [row for row in (queries.latest(draft.id, purpose) for purpose in PAGES) if row]
    return Purpose(max(rows, key=lambda row: row.started_at).purpose) if rows else Purpose.PREFILL
