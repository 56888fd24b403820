"""A city's system as it calls the interface. Every answer is held to the description."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from tenants.binding import bind

ROOT = "/schnittstelle/v1/"
EVERYTHING = ("deliveries:read", "deliveries:acknowledge", "messages:write", "outcomes:write")


def key_for(city: Any, *scopes: str, days: int = 90) -> str:
    from audit.operations import staff
    from connectors import interface_keys
    from kernel.clock import now

    with bind(city), transaction.atomic():
        made = interface_keys.make(
            label="Fachverfahren", scopes=list(scopes or EVERYTHING), days=days, by=staff(1), at=now()
        )
    return made.secret


@dataclass
class System:
    city: Any
    browser: Client
    key: str

    def get(self, path: str, **headers: str) -> Any:
        return self._held(self.browser.get(self._place(path), headers=self._headers(headers)))

    def post(self, path: str, content: Any = None, *, kind: str = "application/json", **headers: str) -> Any:
        body = json.dumps(content) if isinstance(content, dict) else content or b""
        answer = self.browser.post(self._place(path), data=body, content_type=kind, headers=self._headers(headers))
        return self._held(answer)

    def _place(self, path: str) -> str:
        return path if path.startswith("/") else f"{ROOT}{path}"

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        known = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return known | {name.replace("_", "-"): value for name, value in more.items()}

    def _held(self, answer: Any) -> Any:
        holds(answer)
        return answer


def description() -> Any:
    from interface.description import as_data

    return as_data()


def operation_of(method: str, path: str) -> dict[str, Any] | None:
    for template, operations in description()["paths"].items():
        pattern = re.sub(r"\{\w+\}", "[^/]+", template)
        if re.fullmatch(pattern, path.removeprefix(ROOT[:-1])):
            found: dict[str, Any] | None = operations.get(method.lower())
            return found
    return None


def holds(answer: Any) -> None:
    """Status, kind of content and shape are as described; a "no" is a problem document."""
    request = answer.request
    described = operation_of(request["REQUEST_METHOD"], request["PATH_INFO"])
    kind = answer.get("Content-Type", "").partition(";")[0]
    responses = (described or {}).get("responses", {})
    expected = responses.get(str(answer.status_code))
    if expected is None:
        assert answer.status_code >= 400, (request["PATH_INFO"], answer.status_code)
        assert kind == "application/problem+json", (request["PATH_INFO"], answer.status_code, kind)
        fits(json.loads(answer.content), {"$ref": "#/components/schemas/Problem"})
        return
    expected = resolved(expected)
    contents = expected.get("content", {})
    assert (kind in contents) if contents else not answer.content
    assert answer.status_code < 400 or set(expected.get("headers", {})) <= set(answer.headers)
    if kind in ("application/json", "application/problem+json"):
        fits(json.loads(answer.content), contents[kind]["schema"])


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (
        description()["components"]["responses"][part["$ref"].rpartition("/")[2]] if "$ref" in part else part
    )
    return found


def fits(value: Any, schema: dict[str, Any]) -> None:
    whole = {**schema, "components": description()["components"]}
    errors = list(Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(value))
    assert not errors, [error.message for error in errors]


def offered(city: Any, at: datetime, *, reference: str = "0123456789AB", handed_over_at: datetime | None = None) -> Any:
    """A delivery that was made and handed over to the interface, as a worker does it."""
    from connectors.claiming import claim
    from connectors.delivering import attempt
    from connectors.models import Delivery
    from connectors.records import locked, move
    from connectors.states import State
    from tests.interface.connectors.support import queued

    with bind(city):
        delivery = queued(at, reference=reference)
        Delivery.objects.filter(id=delivery.id).update(connector="rest_pull")
        taken = claim(at=at)
        assert taken is not None
        attempt(taken, at=at)
        with transaction.atomic():
            row = locked(delivery.id)
            row.connector, row.receipt = "rest_pull", f"interface-{row.idempotency_key}"
            move(row, State.HANDED_OVER, at=at)
            row.handed_over_at, row.next_try_at, row.lease_until = handed_over_at or at, at, None
            row.save()
    return delivery


def trail(city: Any, action: str) -> list[Any]:
    from audit.models import AuditEntry

    with bind(city):
        return list(AuditEntry.objects.filter(action=action).order_by("id"))
