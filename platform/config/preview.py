"""Shows the citizens' pages with a city's draft, to its own staff: GET alone, without cookies, never kept, in our frame only."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, get_script_prefix, resolve, set_script_prefix
from django.utils import translation

from accounts.guard import person_of
from accounts.roles import SEE_CONFIGURATION
from configuration import preview
from configuration.queries import previewing
from configuration.words import words_of

Next = Callable[[HttpRequest], HttpResponse]
# Pages that belong to no case.
SHOWN = frozenset({
    "start", "theme", "sign", "picture", "imprint", "privacy", "accessibility", "contact", "eligibility",
})  # fmt: skip


class Preview:
    """Stands behind the binding and the language, before whatever reads cookies."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token, slash, rest = request.path_info.removeprefix(preview.PLACE).partition("/")
        if not request.path_info.startswith(preview.PLACE) or not slash or getattr(request, "city", None) is None:
            return self.get_response(request)
        return _framed(self._answer(request, token, f"/{rest}"))

    def _answer(self, request: HttpRequest, token: str, path: str) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"], render(request, "errors/preview_only.html").content)
        opened, person = preview.opened(token), person_of(request)
        if opened is None or person is None or person.id != opened.staff or not person.may(SEE_CONFIGURATION):
            return render(request, "errors/preview_over.html", status=403)
        name = _name_of(path)
        if name == "language":
            there = preview.address(staff=person.id, language=path.strip("/").rpartition("/")[2])
            return HttpResponseRedirect(there + _rest(request.GET.get("next", "")))
        if name not in SHOWN:
            return render(request, "errors/preview_only.html", status=404)
        return self._show(request, opened, f"{preview.PLACE}{token}", path)

    def _show(self, request: HttpRequest, opened: preview.Pass, prefix: str, path: str) -> HttpResponse:
        configuration, wrong = preview.configuration()
        language = opened.language if opened.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.COOKIES, before = {}, get_script_prefix()
        request.path, request.path_info = f"{prefix}{path}", path
        request.configuration = configuration  # type: ignore[attr-defined]  # also the language is chosen by it
        request.preview = [words.title for name in wrong if (words := words_of(name))]  # type: ignore[attr-defined]  # the layout says so
        set_script_prefix(f"{prefix}/")
        try:
            with previewing(configuration), translation.override(language):
                return self.get_response(request)
        finally:
            set_script_prefix(before)


def _name_of(path: str) -> str:
    """The page of the portal at that address; nothing for any other."""
    try:
        found = resolve(path, "config.urls_city")
    except (Resolver404, Http404):
        return ""
    return found.url_name or "" if found.namespace == "portal" else ""


def _rest(shown: str) -> str:
    """Of an address within the preview what follows its token."""
    return shown.removeprefix(preview.PLACE).partition("/")[2] if shown.startswith(preview.PLACE) else ""


def _framed(response: HttpResponse) -> HttpResponse:
    response.cookies.clear()
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_replace = {"frame-ancestors": ["'self'"]}  # type: ignore[attr-defined]  # read by django-csp
    return response
