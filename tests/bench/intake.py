"""The plain alternative to our door: verify the signature, insert one row, answer. No cities, no order to read it."""

from __future__ import annotations

import hashlib
import hmac
import json

import django
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from tests.bench.settings import PLAIN

INSERT = (
    "INSERT INTO bench_inbox (event_id, account, kind, body_sha256) VALUES (%s, %s, %s, %s)"
    " ON CONFLICT (event_id) DO NOTHING"
)


class OwnAddresses:
    def __init__(self, get_response: object) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = "tests.bench.intake"
        return self.get_response(request)  # type: ignore[operator,no-any-return]  # Django gives a function


def take(request: HttpRequest) -> HttpResponse:
    from django.conf import settings

    body = request.body
    stamp, _, signature = request.headers["Stripe-Signature"].removeprefix("t=").partition(",v1=")
    secret = settings.STRIPE_WEBHOOK_SECRET.encode()
    right = hmac.new(secret, f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signature, right):
        return HttpResponse(status=400)
    event = json.loads(body)
    row = (event["id"], event["account"], event["type"], hashlib.sha256(body).hexdigest())
    with connections[PLAIN].cursor() as cursor:
        cursor.execute(INSERT, row)
    return HttpResponse(headers={"Content-Length": "0"})


urlpatterns = [path("doors/stripe/", take)]


def plain() -> WSGIHandler:
    django.setup()
    with override_settings(MIDDLEWARE=["tests.bench.intake.OwnAddresses"]):
        return WSGIHandler()
