"""The draft of this browser: found by the secret in its cookie, renewed as long as somebody works on it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from declarations.models import Declaration
from declarations.queries import case_of_browser
from declarations.states import State

COOKIE = "antrag"
# A day after the last page: long enough for a phone that was put away, short for a computer that others use too.
KEEP_SECONDS = 24 * 3600


def draft_of_browser(request: HttpRequest, *, at: datetime) -> Declaration | None:
    """The unfinished draft that this browser may open, unless its time is over."""
    found = case_of_cookie(request)
    if found is None or found.state != State.DRAFT:
        return None
    return None if found.expires_at and found.expires_at <= at else found


def case_of_cookie(request: HttpRequest) -> Declaration | None:
    """The case in whatever state: for payment and receipt after filing."""
    secret = request.COOKIES.get(COOKIE, "")
    return case_of_browser(secret) if secret else None


def remember(response: HttpResponse, secret: str) -> None:
    response.set_cookie(
        COOKIE, secret, max_age=KEEP_SECONDS, httponly=True, samesite="Lax", secure=settings.SECURE, path="/"
    )


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path="/", samesite="Lax")


def speak(draft: Declaration) -> None:
    """Mails and legal texts follow the language in which the pages are read."""
    language = (get_language() or "de")[:2]
    if draft.language != language:
        Declaration.objects.filter(id=draft.id, state=State.DRAFT).update(language=language)
        draft.language = language
