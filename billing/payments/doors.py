"""The public door for messages of providers. They arrive without a city; the account that signed-for tells which."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from datetime import datetime

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing.payments.operations import take_in
from billing.providers.base import Forged, Misconfigured, Notification
from billing.providers.registry import provider
from kernel.clock import now
from tenants import doors
from tenants.binding import bind, current_city
from tenants.models import City

log = logging.getLogger("zusage.payments")

STRIPE = "stripe"
LARGEST_BODY = 256 * 1024


@csrf_exempt
@require_POST
def stripe(request: HttpRequest) -> HttpResponse:
    """Verify, find the city, keep, answer. 400: not believed. 503: come back. The work is done after the answer."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        return HttpResponse(status=413)
    at = now()
    try:
        notification = provider(STRIPE).parse_notification(request.body, request.headers, at=at)
    except (Forged, UnreadablePostError):
        return HttpResponse(status=400)
    except Misconfigured:
        return HttpResponse(status=503)
    _keep(notification, request.body, at)
    return HttpResponse(status=200)


def open_stripe_door(*, account: str, city: City) -> None:
    """Lets messages of this account in to this city. Idempotent; an account that another city has is refused by the
    database. A city without an account gets no door."""
    if account:
        doors.open_door(kind=STRIPE, external_id=account, city=city)


def open_door_here(*, account: str) -> None:
    """The same for the city that is bound."""
    city = doors.find_by_slug(current_city())
    if city is None:
        raise LookupError("the bound city is no more")
    open_stripe_door(account=account, city=city)


def leads_here(account: str) -> bool:
    """Whether messages of this account arrive at the bound city."""
    city = doors.find(STRIPE, account)
    return city is not None and city.slug == current_city()


def _keep(notification: Notification, body: bytes, at: datetime) -> None:
    """By the account alone, never by anything in the message that a payer could have chosen."""
    city = doors.find_kept(STRIPE, notification.account) if notification.account else None
    if city is None:
        if notification.account:
            log.error("a message of the payment provider is for an account that no city has: %s", notification.kind)
        doors.keep_stray(kind=STRIPE, external_id=notification.account, body=_reduced(notification), at=at)
        return
    with bind(city):
        take_in(provider=STRIPE, notification=notification, body=body, at=at)


def _reduced(notification: Notification) -> bytes:
    """What leads to the message at the provider. Its body names a payer, who has no place in ``public``."""
    return json.dumps(asdict(notification), default=str).encode()
