"""Pages behind the mailed link: alone it shows state and next step; with the code everything else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from declarations.access import is_granted
from declarations.models import Declaration
from declarations.queries import by_link
from declarations.states import State
from portal.browser import GRANT
from portal.pages import private

View = Callable[..., HttpResponse]


def linked_page(view: View) -> View:
    """``view(request, case, secret, …)`` for everybody who has the link."""

    @private
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answered(request: HttpRequest, secret: str, *args: Any, **kwargs: Any) -> HttpResponse:
        case = by_link(secret)
        if case is None:
            return render(request, "portal/no_such_link.html", status=404)
        response = view(request, case, secret, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return answered


def opened_page(view: View) -> View:
    """The same, only for a browser in which the code was typed; others are asked for it. What was erased opens no more."""

    @linked_page
    @wraps(view)
    def answered(request: HttpRequest, case: Declaration, secret: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if case.state == State.ERASED or not is_opened(request, case):
            return redirect("portal:status", secret=secret)
        return view(request, case, secret, *args, **kwargs)

    return answered


def is_opened(request: HttpRequest, case: Declaration) -> bool:
    return is_granted(case, request.COOKIES.get(GRANT, ""))
