"""Who may see which page of the console: the guard of all staff, with the console's own page for who may not.

Whom the city lets look (``onboarding.golive.support``) sees pages and changes nothing; each page is in the city's trail.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.guard import COOKIE, Guard, View, private, who
from configuration.drafting import Editor
from kernel.clock import now
from onboarding.golive import support
from onboarding.golive.support import Visitor
from tenants.models import Stage

VISIT = "einblick"
FORBIDDEN = "console/forbidden.html"
_staff = Guard(FORBIDDEN).needs


def needs(permission: str) -> Callable[[View], View]:
    """Lets in who has this permission; sets ``request.staff``, for a visitor a stand-in with the rights to see."""

    def decorate(view: View) -> View:
        guarded = _staff(permission)(view)

        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            visitor = _visitor_of(request)
            if visitor is None:
                return guarded(request, *args, **kwargs)
            request.staff = visitor  # type: ignore[attr-defined]  # as the guard of the staff sets it
            if request.method not in ("GET", "HEAD") or not visitor.may(permission):
                return private(render(request, FORBIDDEN, status=403))
            match = request.resolver_match
            support.note_page(visitor, page=match.url_name or "" if match else "", at=now())
            return private(view(request, *args, **kwargs))

        answered.permission = permission  # type: ignore[attr-defined]  # the architecture tests read it
        return answered

    return decorate


def _visitor_of(request: HttpRequest) -> Visitor | None:
    """Whoever is signed in here is themselves, not a visitor."""
    secret = request.COOKIES.get(VISIT, "")
    return support.visitor(secret, at=now()) if secret and not request.COOKIES.get(COOKIE) else None


def editor(request: HttpRequest) -> Editor:
    staff = who(request)
    return Editor(staff.id, staff.name)


def not_live_yet(request: HttpRequest) -> bool:
    """Whether the city may still ask to go live; a rehearsal never does."""
    city: Any = request.city  # type: ignore[attr-defined]  # set by the middleware
    return not city.is_twin and city.stage in (Stage.ONBOARDING, Stage.REHEARSAL, Stage.PILOT)


def keeps_its_role(request: HttpRequest) -> bool:
    """Real cases were taken, so who is responsible for the data is not changed here any more."""
    city: Any = request.city  # type: ignore[attr-defined]  # set by the middleware
    return city.stage not in (Stage.PROSPECT, Stage.ONBOARDING, Stage.REHEARSAL)
