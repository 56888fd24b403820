"""Who asks, what the interface offers, and what is not there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from interface import description
from interface.content import data, marked
from interface.guard import answers
from interface.problems import Refused
from kernel.clock import now

EVERYTHING = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@answers("GET", scope=None)
def key(request: HttpRequest) -> HttpResponse:
    """What the key opens and how long: for a first try, and for reminding oneself in time."""
    found = request.key  # type: ignore[attr-defined]  # the guard puts the key there
    content = {
        "key": str(found.id),
        "scopes": found.scopes,
        "expires_at": found.expires_at.isoformat(),
        "time": now().isoformat(),
    }
    return data(content)


@answers("GET", scope=None, open_to_all=True)
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of this interface. Says nothing of the city."""
    return marked(request, HttpResponse(description.as_json(), content_type="application/json"))


@answers(*EVERYTHING, scope=None, open_to_all=True)
def nowhere(_request: HttpRequest, elsewhere: str) -> HttpResponse:
    raise Refused("not_found")
