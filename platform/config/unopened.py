"""Before a city is live its pages for citizens are shut: to everybody but its own signed-in people, and in the preview.

Who the authority is and how to reach it stays open. A twin rehearses in the open, under its own address.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.guard import person_of
from config import errors
from tenants.models import City, Stage

Next = Callable[[HttpRequest], HttpResponse]
SHUT = frozenset({Stage.PROSPECT, Stage.ONBOARDING, Stage.REHEARSAL})
STAYS = frozenset({"language", "theme", "picture", "sign", "imprint", "privacy", "accessibility", "contact"})


def is_shut(city: City) -> bool:
    return city.stage in SHUT and not city.is_twin and not settings.OPEN_BEFORE_LIVE


class Unopened:
    """Stands behind the preview, before whatever reads forms."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        city, match = getattr(request, "city", None), request.resolver_match
        if city is None or match is None or match.namespace != "portal" or match.url_name in STAYS or not is_shut(city):
            return None
        if getattr(request, "preview", None) is not None or person_of(request) is not None:
            return None
        return errors.unopened(request)
