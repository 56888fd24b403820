"""Who may see which page of the desk. Every view names its permission; who is not signed in signs in and goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts.sign_in import of_city
from accounts.staff.models import Staff
from kernel.clock import now

COOKIE = "amt"
PATH = "/amt/"
OPEN = ""
View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """What a view of the desk can rely on."""

    staff: Staff


def needs(permission: str) -> Callable[[View], View]:
    """Lets in who has this permission; sets ``request.staff``. The view's attribute ``permission`` names it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            staff = person_of(request)
            if staff is None:
                return private(_ask_to_sign_in(request))
            request.staff = staff  # type: ignore[attr-defined]  # set by the guard of the view
            if not staff.may(permission):
                return private(render(request, "desk/forbidden.html", status=403))
            return private(view(request, *args, **kwargs))

        guarded.permission = permission  # type: ignore[attr-defined]  # the architecture tests read it
        return guarded

    return decorate


def open_page(view: View) -> View:
    """Marks a page that is for everybody: signing in and out. Its ``permission`` is empty."""

    @wraps(view)
    def unguarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return private(view(request, *args, **kwargs))

    unguarded.permission = OPEN  # type: ignore[attr-defined]  # the architecture tests read it
    return unguarded


def person_of(request: HttpRequest) -> Staff | None:
    """Whose cookie this is, in this city; a cookie of another city belongs to nobody here."""
    secret = request.COOKIES.get(COOKIE, "")
    found: Staff | None = of_city().person_of(secret, at=now()) if secret else None
    return found


def private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def remember(response: HttpResponse, secret: str) -> None:
    """Until the browser is closed; the server ends it earlier, by rest and by age."""
    response.set_cookie(COOKIE, secret, path=PATH, httponly=True, samesite="Strict", secure=settings.SECURE)


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")


def way_back(target: str) -> str:
    """An address of the desk on this host, or the queue."""
    safe = target.startswith(PATH) and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if safe and not target.startswith(reverse("desk:sign_in")) else reverse("desk:queue")


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """A form that was being sent is kept in the page, so that nothing typed is lost when a session has ended."""
    if request.method == "POST":
        from desk.forms.sign_in import SignInForm  # noqa: PLC0415  forms know the pages, not the other way round

        form = SignInForm(initial={"next": request.path, "kept": pack(request.POST)})
        return render(request, "desk/sign_in.html", {"form": form, "session_ended": True}, status=403)
    return HttpResponseRedirect(f"{reverse('desk:sign_in')}?{urlencode({'weiter': request.get_full_path()})}")


def pack(typed: QueryDict) -> str:
    return json.dumps({name: values for name, values in typed.lists() if name != "csrfmiddlewaretoken"})


def unpack(packed: str) -> list[tuple[str, str]]:
    """Pairs of name and value, or nothing when this is not what ``pack`` made."""
    try:
        found = json.loads(packed)
        return [(str(name), str(value)) for name, values in found.items() for value in values]
    except (ValueError, AttributeError, TypeError):
        return []
