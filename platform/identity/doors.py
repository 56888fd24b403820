"""The public door for the identity provider's answers: verify, find the city, record, send the person home.

Served on the platform's own host, because the provider knows one address for all cities. The city comes from the
signed request id. Addresses carry a one-time handle or a reference for support, never anything about a person.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from identity import queries, recording
from identity.base import Cancelled, IdentityRefused, ProviderUnavailable
from identity.recording import Recorded
from identity.registry import provider
from identity.requests import city_of
from kernel.clock import now
from kernel.codes import new_reference
from kernel.errors import Refusal
from tenants.binding import bind
from tenants.doors import find_by_slug
from tenants.models import City
from tenants.routing import base_url, city_host

log = logging.getLogger("zusage.identity")

HANDLE = "nachweis"
TROUBLE = "stoerung"
SAML_PROVIDER = "bundid"
Record = Callable[[], Recorded]


class _SeeOther(HttpResponseRedirect):
    """After a POST the browser must come with GET."""

    status_code = 303


@csrf_exempt
@never_cache
@require_POST
def assertion_consumer(request: HttpRequest) -> HttpResponse:
    """SAML's assertion consumer service. Whatever arrives: the person ends on a page of their city, if one is named."""
    fields = {"SAMLResponse": request.POST.get("SAMLResponse", "")}
    try:
        request_id, record = _understood(fields, now())
    except ProviderUnavailable as error:
        log.error("identity provider unavailable: %s", error)
        raise SuspiciousOperation("identity provider unavailable") from None
    except IdentityRefused as refusal:
        return _way_back(refusal.claimed, refusal.code)
    city = _city(request_id)
    if city is None:
        return _way_back(None, "unknown_city")
    try:
        with bind(city), transaction.atomic():
            recorded = record()
    except Refusal as refusal:
        return _way_back(request_id, refusal.code)
    return _to(city, recorded.return_path, {HANDLE: recorded.handle})


def _understood(fields: dict[str, str], at: datetime) -> tuple[str, Record]:
    """The proven request id and what to record for it. An answer that proves nothing is ``IdentityRefused``."""
    try:
        identity = provider(SAML_PROVIDER).finish(form_fields=fields, at=at)
    except Cancelled as cancelled:
        return cancelled.request_id, partial(recording.record_cancelled, request_id=cancelled.request_id, at=at)
    except IdentityRefused as refusal:
        if refusal.request_id is None:
            raise
        log.warning("identity refused: %s", refusal.code)
        return refusal.request_id, partial(
            recording.record_refused, request_id=refusal.request_id, code=refusal.code, at=at
        )
    return identity.request_id, partial(recording.record_result, identity=identity, at=at)


def _city(request_id: str | None) -> City | None:
    slug = city_of(request_id)
    return find_by_slug(slug) if slug else None


def _way_back(claimed: str | None, code: str) -> HttpResponse:
    """Nothing is recorded. What the message claims is good enough for a link home, with a reference for support."""
    reference = new_reference(8)
    log.warning("identity answer not used: %s, reference %s", code, reference)
    city = _city(claimed)
    if city is None:
        raise SuspiciousOperation("an identity answer for no city")
    with bind(city), transaction.atomic():
        row = queries.of_request(claimed or "")
    path = row.return_path if row else "/"
    return _to(city, path, {} if code == "already_answered" else {TROUBLE: reference})


def _to(city: City, path: str, parameters: dict[str, str]) -> HttpResponse:
    query = f"?{urlencode(parameters)}" if parameters else ""
    return _SeeOther(f"{base_url(city_host(city))}{path}{query}")
