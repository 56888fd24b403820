"""The page behind the link of an invitation: what it is for, and the way in. It is for whoever has the link."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.guard import COOKIE, first_page, open_page, person_with, remember
from accounts.role_words import in_words
from accounts.roles import EDIT_CONFIGURATION
from accounts.sign_in import of_city
from accounts.staff import inviting
from accounts.staff.inviting import UnableToAccept
from accounts.staff.models import Invitation, Staff
from accounts.staff.passwords import UnableToAsk, UnableToSetPassword
from casework import people
from kernel.clock import now
from onboarding.console.forms.people import AcceptForm
from onboarding.console.people_words import CLOSED, weak

GONE = 410


@open_page
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, invitation_secret: str) -> HttpResponse:
    if request.method == "POST" and request.POST.get("was") == "neu":
        return _ask(request, invitation_secret)
    at = now()
    try:
        invitation = inviting.find(invitation_secret)
    except UnableToAccept as refusal:
        return _closed(request, refusal.code)
    state = inviting.state_of(invitation, at=at)
    if state != inviting.OPEN:
        return _closed(request, state, invitation)
    if request.method == "POST":
        return _accept(request, invitation, invitation_secret)
    inviting.note_opened(invitation, at=at)
    return _open(request, invitation, AcceptForm())


def _accept(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _open(request, invitation, form)
    name, password = form.cleaned_data["name"], form.cleaned_data["password"]
    try:
        with transaction.atomic():
            accepted, cookie = people.accept(secret=secret, name=name, password=password, at=now())
    except UnableToSetPassword as refusal:
        form.add_error("password", weak(refusal))
        return _open(request, invitation, form)
    except UnableToAccept as refusal:
        return _closed(request, refusal.code, invitation)
    of_city().sign_out(request.COOKIES.get(COOKIE, ""))
    response = HttpResponseRedirect(accepted.page or _beginning(person_with(cookie)))
    remember(response, cookie)
    return response


def _beginning(person: Staff | None) -> str:
    """Whoever sets the city up begins there, also with a right to see cases."""
    sets_up = person is not None and person.may(EDIT_CONFIGURATION)
    return reverse("console:start") if sets_up else first_page(person)


def _ask(request: HttpRequest, secret: str) -> HttpResponse:
    address = request.META.get("REMOTE_ADDR", "")
    try:
        with transaction.atomic():
            people.ask_for_new_invitation(secret=secret, address=address, at=now())
    except (UnableToAccept, UnableToAsk) as refusal:
        return _closed(request, refusal.code)
    return _closed(request, inviting.EXPIRED, asked=True)


def _open(request: HttpRequest, invitation: Invitation, form: AcceptForm) -> HttpResponse:
    shown: dict[str, Any] = {
        "invitation": invitation, "roles": in_words(invitation.roles), "form": form, "inviter": invitation.invited_by,
    }  # fmt: skip
    return render(request, "console/invitation.html", shown)


def _closed(
    request: HttpRequest, code: str, invitation: Invitation | None = None, *, asked: bool = False
) -> HttpResponse:
    first = code == inviting.EXPIRED and invitation is not None and invitation.invited_by is None
    words = CLOSED.get("expired_first" if first else code, CLOSED["unknown"])
    shown = {"words": words, "code": code, "invitation": invitation, "asked": asked}
    return render(request, "console/invitation_closed.html", shown, status=200 if asked else GONE)
