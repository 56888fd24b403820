"""Who may see which page of a city's staff: one sign-in and one cookie for the desk and the console.

Every view names its permission; who is not signed in signs in and goes on where they were.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts.roles import SEE_CONFIGURATION, WORK_CASE
from accounts.sign_in import of_city
from accounts.sign_in_form import SignInForm
from accounts.staff.models import Staff
from kernel.clock import now

COOKIE = "amt"
PLACES = ("/amt/", "/verwaltung/")
OPEN = ""
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Guard:
    """Of one set of pages. ``forbidden`` is the template for who may not see one of them."""

    forbidden: str

    def needs(self, permission: str) -> Callable[[View], View]:
        """Lets in who has this permission; sets ``request.staff``. The view's attribute ``permission`` names it."""

        def decorate(view: View) -> View:
            @wraps(view)
            def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
                staff = person_of(request)
                if staff is None:
                    return private(_ask_to_sign_in(request))
                request.staff = staff  # type: ignore[attr-defined]  # set by the guard of the view
                if not staff.may(permission):
                    return private(render(request, self.forbidden, status=403))
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
    return person_with(request.COOKIES.get(COOKIE, ""))


def person_with(secret: str) -> Staff | None:
    found: Staff | None = of_city().person_of(secret, at=now()) if secret else None
    return found


def who(request: HttpRequest) -> Staff:
    """Whom the guard of the view let in."""
    found: Staff = request.staff  # type: ignore[attr-defined]  # set by the guard of the view
    return found


def private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def remember(response: HttpResponse, secret: str) -> None:
    """Until the browser is closed; the server ends it earlier, by rest and by age."""
    response.set_cookie(COOKIE, secret, path="/", httponly=True, samesite="Strict", secure=settings.SECURE)


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path="/", samesite="Strict")


def way_back(target: str, person: Staff | None) -> str:
    """An address of staff on this host, or where this person's work begins."""
    safe = target.startswith(PLACES) and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if safe and not target.startswith(reverse("desk:sign_in")) else first_page(person)


def first_page(person: Staff | None) -> str:
    """Who sets up and works on no case begins in the console."""
    if person is not None and person.may(SEE_CONFIGURATION) and not person.may(WORK_CASE):
        return reverse("console:start")
    return reverse("desk:queue")


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """A form that was being sent is kept in the page, so that nothing typed is lost when a session has ended."""
    if request.method == "POST":
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
