"""The public door for callbacks of FIT-Connect: a bell, no letter box.

What the service's HMAC covers is not published where we could read it, so nothing that comes in here is believed, kept or
even read. The event log with its signatures is asked, as it would have been anyway, only sooner.
"""

from __future__ import annotations

import logging

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from connectors.adapters.fit_connect.adapter import FitConnect
from connectors.ringing import ask_sooner
from kernel.clock import now
from tenants import doors
from tenants.binding import bind

log = logging.getLogger("zusage.connectors")
HEADERS = ("callback-authentication", "callback-timestamp")


@csrf_exempt
@require_POST
def fit_connect(request: HttpRequest, slug: str) -> HttpResponse:
    """400: not a callback. 404: no such city."""
    if not all(request.headers.get(name) for name in HEADERS):
        return HttpResponse(status=400)
    city = doors.find_by_slug(slug)
    if city is None:
        log.warning("a callback of FIT-Connect is for no city")
        return HttpResponse(status=404)
    with bind(city), transaction.atomic():
        ask_sooner(connector=FitConnect.name, at=now())
    return HttpResponse(status=204)
