"""The people of the city: who has which role, who is invited; inviting, changing, letting go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guard import who
from accounts.role_words import in_words
from accounts.roles import MANAGE_STAFF
from accounts.staff import inviting
from accounts.staff.models import Invitation, Staff
from casework import people
from kernel.clock import now
from kernel.errors import Refusal
from onboarding.console.access import needs
from onboarding.console.forms.people import InviteForm, RolesForm
from onboarding.console.people_words import DONE, INVITATION_STATES, words_for
from onboarding.console.words import Words


@needs(MANAGE_STAFF)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return _list(request)


@needs(MANAGE_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    form, refused = InviteForm(request.POST if request.method == "POST" else None), None
    if form.is_valid():
        by = who(request).pk
        refused = _refusal(lambda at: people.invite(**form.cleaned_data, by=by, at=at))
        if refused is None:
            return _back("invited")
    shown = {"place": "people", "form": form, "refused": refused, "has_errors": bool(form.errors or refused)}
    return render(request, "console/people_invite.html", shown, status=409 if refused else 200)


@needs(MANAGE_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person: the roles they have, and whether they may sign in."""
    found = Staff.objects.filter(pk=person_id).first()
    if found is None:
        raise Http404
    form, refused = RolesForm(initial={"roles": found.roles}), None
    if request.method == "POST":
        form = RolesForm(request.POST)
        if form.is_valid():
            change = {"staff_id": person_id, "by": who(request).pk, **form.cleaned_data}
            refused = _refusal(lambda at: people.change_roles(**change, at=at))
            if refused is None:
                return _back("roles", own=person_id == who(request).pk)
    shown = {
        "place": "people", "person": found, "form": form, "refused": refused,
        "has_errors": bool(form.errors or refused), "own": person_id == who(request).pk,
    }  # fmt: skip
    return render(request, "console/person.html", shown, status=409 if refused else 200)


@needs(MANAGE_STAFF)
@require_POST
def deactivate(request: HttpRequest, person_id: int) -> HttpResponse:
    change = {"staff_id": person_id, "by": who(request).pk}
    return _act(request, "deactivated", lambda at: people.deactivate(**change, at=at))


@needs(MANAGE_STAFF)
@require_POST
def reactivate(request: HttpRequest, person_id: int) -> HttpResponse:
    change = {"staff_id": person_id, "by": who(request).pk}
    return _act(request, "reactivated", lambda at: people.reactivate(**change, at=at))


@needs(MANAGE_STAFF)
@require_POST
def renew(request: HttpRequest, invitation_id: int) -> HttpResponse:
    change = {"invitation_id": invitation_id, "by": who(request).pk}
    return _act(request, "renewed", lambda at: people.renew(**change, at=at))


@needs(MANAGE_STAFF)
@require_POST
def revoke(request: HttpRequest, invitation_id: int) -> HttpResponse:
    change = {"invitation_id": invitation_id, "by": who(request).pk}
    return _act(request, "revoked", lambda at: people.revoke(**change, at=at))


def _refusal(operation: Callable[[datetime], Any]) -> Words | None:
    try:
        with transaction.atomic():
            operation(now())
    except Refusal as refusal:
        return words_for(refusal)
    return None


def _act(request: HttpRequest, done: str, operation: Callable[[datetime], Any]) -> HttpResponse:
    refused = _refusal(operation)
    return _back(done) if refused is None else _list(request, refused=refused)


def _back(done: str, *, own: bool = False) -> HttpResponse:
    """Whoever changed their own roles may not see the list any more."""
    return HttpResponseRedirect(reverse("console:start") if own else f"{reverse('console:people')}?erledigt={done}")


def _list(request: HttpRequest, *, refused: Words | None = None) -> HttpResponse:
    at = now()
    staff = Staff.objects.order_by("-is_active", "name", "id")
    open_ones = (
        Invitation.objects.filter(used_at=None, revoked_at=None)
        .select_related("invited_by")
        .prefetch_related("mails")
        .order_by("made_at")
    )
    shown = {
        "place": "people", "people": [(one, in_words(one.roles)) for one in staff],
        "invitations": [_told(one, at) for one in open_ones], "refused": refused, "has_errors": bool(refused),
        "done": DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
    return render(request, "console/people.html", shown, status=409 if refused else 200)


def _told(invitation: Invitation, at: datetime) -> dict[str, Any]:
    """With its age in days, and whether its mail left the house."""
    mail = max(invitation.mails.all(), key=lambda one: one.queued_at, default=None)
    return {
        "row": invitation, "roles": in_words(invitation.roles),
        "state": INVITATION_STATES[inviting.state_of(invitation, at=at)],
        "days": (at - (invitation.renewed_at or invitation.made_at)).days,
        "unsent": bool(mail and mail.state == "failed"),
    }  # fmt: skip
