"""Where the checklist stands."""

from __future__ import annotations

from django.conf import settings

from tenants.binding import current_city
from tenants.routing import base_url

PAGE = "/verwaltung/bereit/"


LIVE_PAGE = "/verwaltung/live/"


def page() -> str:
    """Of the bound city."""
    return _address(PAGE)


def live_page() -> str:
    """Where the bound city asks to go live."""
    return _address(LIVE_PAGE)


def _address(path: str) -> str:
    return f"{base_url(f'{current_city()}.{settings.PLATFORM_DOMAIN}')}{path}"
