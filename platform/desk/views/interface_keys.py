"""Keys for the authority's own system: made and shown once, replaced in time, revoked."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guard import who
from accounts.roles import EDIT_CONFIGURATION
from audit.operations import staff
from connectors import interface_keys as keys
from connectors.models import InterfaceKey
from desk import words
from desk.access import needs
from desk.forms.interface_keys import SCOPES, KeyForm
from desk.refusals import words_of
from kernel.clock import now


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The key is shown in the answer to the form, and never again."""
    at, secret, refused = now(), "", None
    form = KeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            with transaction.atomic():
                made = keys.make(
                    label=typed["label"],
                    scopes=typed["scopes"],
                    days=int(typed["days"]),
                    by=staff(who(request).id),
                    at=at,
                )
            secret, form = made.secret, KeyForm()
        except keys.UnableToMakeKey as refusal:
            refused = words_of(refusal)
    shown = {
        "section": "interface", "form": form, "secret": secret, "refused": refused, "has_errors": bool(refused),
        "keys": [_shown(key, at) for key in keys.all_keys()], "done": words.DONE.get(request.GET.get("erledigt", "")),
        "address": request.build_absolute_uri("/schnittstelle/v1/"),
    }  # fmt: skip
    return render(request, "desk/interface_keys.html", shown, status=409 if refused else 200)


@needs(EDIT_CONFIGURATION)
@require_POST
def revoke(request: HttpRequest, key_id: uuid.UUID) -> HttpResponse:
    with transaction.atomic():
        keys.revoke(key_id=key_id, by=staff(who(request).id), at=now())
    return HttpResponseRedirect(f"{reverse('desk:interface_keys')}?erledigt=key_revoked")


def _shown(key: InterfaceKey, at: datetime) -> dict[str, Any]:
    over = key.revoked_at is not None or key.expires_at <= at
    return {
        "key": key, "scopes": [SCOPES.get(scope, scope) for scope in key.scopes], "over": over,
        "ends_soon": not over and key.expires_at - at < keys.WARNED,
    }  # fmt: skip
