"""The platform's own host: health and the doors for messages that arrive without a city."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from billing.payments import doors as payment_doors
from config import health
from connectors import doors as connector_doors
from identity.doors import assertion_consumer

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.failed"
urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.live, name="health"),
    path("doors/eid/acs/", assertion_consumer, name="eid_acs"),
    path("doors/stripe/", payment_doors.stripe, name="stripe_door"),
    path("doors/fit-connect/<slug:slug>/", connector_doors.fit_connect, name="fit_connect_door"),
]
