"""A test message to the authority's system: sent by one click, and what became of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.guard import who
from accounts.roles import WORK_DELIVERIES
from audit.operations import staff
from casework import probing
from casework.dossier import staff_names
from casework.letterbox import city_page
from configuration.queries import in_force
from connectors import echo
from connectors.config import DeliveryRules
from desk import delivery_words, words
from desk.access import needs
from desk.refusals import words_of
from kernel.clock import now

_ASKS = 'curl -H "Authorization: Bearer $KEY" {}'


@needs(WORK_DELIVERIES)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """While one is under way the page asks anew by itself."""
    if request.method != "POST":
        return render(request, "desk/echo.html", _shown(request))
    by, fallback = staff(who(request).id), request.POST.get("weg") == "zweiter"
    try:
        probing.begin(by=by, at=now(), fallback=fallback)
    except echo.UnableToSendTest as refusal:
        return render(request, "desk/echo.html", {**_shown(request), "refused": words_of(refusal)}, status=409)
    return HttpResponseRedirect(f"{reverse('desk:echo')}?erledigt=echo")


def _shown(request: HttpRequest) -> dict[str, Any]:
    found = echo.latest()
    rules = in_force(at=now()).section(DeliveryRules)
    return {
        "fetched": rules.connector == echo.PULLED, "key_command": _ASKS.format(f"{city_page()}{reverse('interface:key')}"),
        "section": "deliveries", "echoes": found, "running": any(one.running for one in found), "rules": rules,
        "names": staff_names({one.started_by for one in found}), "states": delivery_words.ECHOES,
        "connector_names": delivery_words.CONNECTORS, "done": words.DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
