"""The addresses of the interface for the city's own system, below /schnittstelle/v1/."""

from __future__ import annotations

from django.urls import path

from interface.views import about, deliveries, messages, outcomes

DELIVERY = "deliveries/<uuid:delivery_id>"

urlpatterns = [
    path("key", about.key, name="key"),
    path("openapi.json", about.openapi, name="openapi"),
    path("deliveries", deliveries.index, name="deliveries"),
    path(DELIVERY, deliveries.one, name="delivery"),
    path(f"{DELIVERY}/message", deliveries.message, name="message"),
    path(f"{DELIVERY}/package", deliveries.package, name="package"),
    path(f"{DELIVERY}/acknowledgement", deliveries.acknowledgement, name="acknowledgement"),
    path("messages", messages.receive, name="messages"),
    path("outcomes", outcomes.receive, name="outcomes"),
    path("<path:elsewhere>", about.nowhere, name="nowhere"),
]
