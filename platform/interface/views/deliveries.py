"""The messages that the city's system fetches, and its word that it has them."""

from __future__ import annotations

import uuid
from typing import Any, Literal, Self

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from pydantic import Field, model_validator

from connectors.interface import offering
from connectors.interface.offering import Position
from connectors.interface_keys import Scope
from connectors.models import Delivery
from connectors.package import package_of
from connectors.states import State
from interface.content import Body, data, marked, parsed
from interface.guard import answers, caller
from interface.problems import Refused
from kernel.clock import now

USUAL, MOST = 50, 200
_STATES = {State.DELIVERED: "acknowledged", State.REJECTED: "refused", State.PARKED: "withheld"}


class Acknowledgement(Body):
    """``receipt``: the number under which the system keeps it. ``code``: why it refuses the case."""

    result: Literal["accepted", "refused"] = "accepted"
    receipt: str = Field(default="", max_length=120, pattern=r"^[\x20-\x7e]*$")
    code: Literal["", "not_competent", "invalid_message", "unsupported_version", "already_closed", "not_wanted"] = ""

    @model_validator(mode="after")
    def _code_with_a_refusal_only(self) -> Self:
        if (self.result == "refused") != bool(self.code):
            raise ValueError("code: with a refusal, and only then")
        return self


@answers("GET", scope=Scope.READ)
def index(request: HttpRequest) -> HttpResponse:
    """What is not acknowledged, the oldest first, from ``cursor`` on."""
    typed = request.GET.get("limit", str(USUAL))
    if not typed.isdecimal() or not 1 <= int(typed[:6]) <= MOST:
        raise Refused("bad_limit")
    position = Position.read(request.GET.get("cursor", ""))
    page = offering.waiting(since=position, most=int(typed), at=now())
    content = {"deliveries": [_shown(row) for row in page.deliveries], "cursor": str(page.goes_on), "more": page.more}
    return marked(request, data(content))


@answers("GET", scope=Scope.READ)
def one(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    return marked(request, data(_shown(offering.one(delivery_id))))


@answers("GET", scope=Scope.READ)
def message(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    """The XML, as it was made."""
    found = offering.message_of(offering.one(delivery_id), by=caller(request), at=now())
    return _file(request, found.body, "application/xml", f"{delivery_id}.xml")


@answers("GET", scope=Scope.READ)
def package(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    """The XML with the summary for people and a list of both."""
    row = offering.one(delivery_id)
    found = offering.message_of(row, by=caller(request), at=now())
    return _file(request, package_of(found, row.idempotency_key), "application/zip", f"{delivery_id}.zip")


@answers("POST", scope=Scope.ACKNOWLEDGE)
def acknowledgement(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    told = parsed(request, Acknowledgement)
    with transaction.atomic():
        offering.acknowledge(
            delivery_id=delivery_id, receipt=told.receipt, refused=told.code, by=caller(request), at=now()
        )
        row = offering.one(delivery_id)
    return data(_shown(row))


def _file(request: HttpRequest, content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return marked(request, response)


def _shown(row: Delivery) -> dict[str, Any]:
    """No content, no personal data. Addresses are relative to the host, which may have several names."""
    places = {name: reverse(f"interface:{name}", args=[row.id]) for name in ("message", "package", "acknowledgement")}
    return {
        "id": str(row.id),
        "message_type": row.message_type,
        "case": row.declaration.reference,
        "state": _STATES.get(State(row.state), "waiting"),
        "offered_at": row.handed_over_at.isoformat() if row.handed_over_at else None,
        "bytes": row.message_bytes,
        "receipt": row.receipt if row.state == State.DELIVERED else "",
        "code": row.error if row.state == State.REJECTED else "",
        "links": places,
    }
