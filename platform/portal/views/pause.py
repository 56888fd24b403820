"""A deliberate break: the code on the page, the link by mail, never both in one place."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from casework import journey, letterbox
from declarations.access import access_of
from declarations.models import Declaration
from declarations.operations import locked
from declarations.states import State
from kernel.clock import now
from notifications.models import Mail
from portal.forms.contact import MailForm
from portal.pages import draft_page

TEMPLATE = "draft"
# A second click soon after the first sends nothing, and nobody can be showered with mails from here.
QUIET = timedelta(minutes=3)
MOST_PER_DAY = 6


@draft_page
def page(request: HttpRequest, draft: Declaration) -> HttpResponse:
    form = MailForm(request.POST if request.method == "POST" else None, initial={"email": letterbox.address_of(draft)})
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            _send(locked(draft.id), form.cleaned_data["email"], now())
        return redirect("portal:pause")
    shown = {
        "form": form,
        "code": access_of(draft).code,
        "link": letterbox.status_link(draft),
        "kept_until": draft.expires_at,
        "sent": _last_mail(draft),
    }
    return render(request, "portal/pause.html", shown)


def _send(draft: Declaration, address: str, at: datetime) -> None:
    if draft.state != State.DRAFT:
        return
    if address != letterbox.address_of(draft):
        journey.store_unchecked(case_id=draft.id, key="sponsor.contact", raw={"email": address}, at=at)
        draft.refresh_from_db()
    elif _sent_since(draft, at - QUIET).exists():
        return
    if _sent_since(draft, at - timedelta(days=1)).count() < MOST_PER_DAY:
        letterbox.announce(draft, TEMPLATE, at=at, until=draft.expires_at)


def _sent_since(draft: Declaration, since: datetime) -> Any:
    return Mail.objects.filter(case=draft, template=TEMPLATE, queued_at__gt=since)


def _last_mail(draft: Declaration) -> datetime | None:
    found: datetime | None = (
        Mail.objects.filter(case=draft, template=TEMPLATE)
        .order_by("-queued_at")
        .values_list("queued_at", flat=True)
        .first()
    )
    return found
