"""A page that could not be saved is shown again as it was left: after a break, in another language, on another device."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

from declarations import typed
from declarations.models import Declaration
from declarations.operations import locked
from portal.fingerprint import FIELD

NOT_TYPED = {"csrfmiddlewaretoken", FIELD, "later"}


def left_typed(draft: Declaration, key: str) -> QueryDict | None:
    fields = typed.of_page(draft, key)
    if not fields:
        return None
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data


def keep_typed(request: HttpRequest, draft: Declaration, key: str) -> None:
    """In the caller's transaction, which holds the lock of the draft."""
    fields = {name: [str(value) for value in values] for name, values in request.POST.lists() if name not in NOT_TYPED}
    typed.keep(draft=locked(draft.id), key=key, fields=fields)
