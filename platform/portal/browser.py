"""Small secrets that stay in this browser for one sitting: proof that the same person who left came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from declarations.models import Declaration
from kernel.codes import new_secret
from tenants.binding import current

SESSION = "sitzung"
GRANT = "zugang"
HANDING_IN = "abgabe"
_HANDING_IN_SECONDS = 2 * 3600


def session_of(request: HttpRequest) -> str:
    return request.COOKIES.get(SESSION, "")


def keep_for_sitting(response: HttpResponse, name: str, value: str) -> None:
    """A cookie that ends with the browser's session."""
    response.set_cookie(name, value, httponly=True, samesite="Lax", secure=settings.SECURE, path="/")


def new_session() -> str:
    return new_secret()


@dataclass(frozen=True)
class HandingIn:
    """How far the sponsor has come: which stand of the draft was reviewed, which texts were accepted (as one hash)."""

    revision: int
    texts: str = ""
    optional: tuple[str, ...] = ()


def handing_in_of(request: HttpRequest, draft: Declaration) -> HandingIn | None:
    """What this browser has confirmed for exactly this draft, in the last two hours."""
    try:
        found: dict[str, Any] = signing.loads(
            request.COOKIES.get(HANDING_IN, ""), salt=_salt(draft), max_age=_HANDING_IN_SECONDS
        )
    except signing.BadSignature:
        return None
    return HandingIn(found["r"], found["t"], tuple(found["o"]))


def keep_handing_in(response: HttpResponse, draft: Declaration, state: HandingIn) -> None:
    value = signing.dumps({"r": state.revision, "t": state.texts, "o": state.optional}, salt=_salt(draft))
    keep_for_sitting(response, HANDING_IN, value)


def _salt(draft: Declaration) -> str:
    return f"handing-in|{current().schema}|{draft.id}"
