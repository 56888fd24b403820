"""What all pages with personal data have in common: never stored, found by this browser's cookie, calm when it is gone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from declarations.models import Declaration
from declarations.states import State
from kernel.clock import now
from portal.draft import COOKIE, case_of_cookie, draft_of_browser, remember

View = Callable[..., HttpResponse]
GONE = frozenset({State.ABANDONED, State.LAPSED, State.ERASED})


def private(view: View) -> View:
    """A page that no browser and no cache keeps."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Cache-Control"] = "no-store, private"
        return response

    return answered


def draft_page(view: View) -> View:
    """A page of an unfinished draft: ``view(request, draft, …)``. Whoever works on it keeps it open for another day."""

    @private
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        draft = draft_of_browser(request, at=now())
        if draft is None:
            return instead_of_draft(request)
        response = view(request, draft, *args, **kwargs)
        if COOKIE not in response.cookies:
            remember(response, request.COOKIES[COOKIE])
        return response

    return answered


def filed_page(view: View) -> View:
    """A page of a case that was filed from this browser: payment and receipt. ``view(request, case, …)``."""

    @private
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        case = case_of_cookie(request)
        if case is None or case.state in GONE:
            return lost(request)
        if case.state == State.DRAFT:
            return redirect("portal:tasks")
        return view(request, case, *args, **kwargs)

    return answered


def instead_of_draft(request: HttpRequest) -> HttpResponse:
    """Where to go when there is nothing to fill in any more: what was filed shows its own page."""
    case = case_of_cookie(request)
    if case is None or case.state in GONE or case.state == State.DRAFT:
        return lost(request)
    return redirect(after_filing(case))


def after_filing(case: Declaration) -> str:
    return "portal:payment" if case.state == State.SEALED else "portal:receipt"


def lost(request: HttpRequest) -> HttpResponse:
    """This browser has no draft: how to get back to it, and what was typed, to copy."""
    return render(request, "portal/lost.html", status=404)
