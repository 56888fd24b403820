"""Request ids: ``_<city>-<random>``. They are XML ids (hence the underscore), and the city in them is signed back to us."""

from __future__ import annotations

import re
import secrets

_FORM = re.compile(r"_(?P<city>[a-z][a-z0-9-]{1,39})-[0-9a-f]{32}")


def new_request_id(city: str) -> str:
    return f"_{city}-{secrets.token_hex(16)}"


def city_of(request_id: str | None) -> str | None:
    """The city's slug, or None when it is no request id of ours."""
    match = _FORM.fullmatch(request_id or "")
    return match["city"] if match else None
