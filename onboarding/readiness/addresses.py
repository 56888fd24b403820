"""Where the checklist stands."""

from __future__ import annotations

from django.conf import settings

from tenants.binding import current_city
from tenants.routing import base_url

PAGE = "/verwaltung/bereit/"


def page() -> str:
    """Of the bound city."""
    return f"{base_url(f'{current_city()}.{settings.PLATFORM_DOMAIN}')}{PAGE}"
