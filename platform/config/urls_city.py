"""A city's own host: the pages for citizens and, under /amt/, the desk, under /verwaltung/ the console; under /schnittstelle/ what the city's system calls."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.failed"
urlpatterns: list[URLPattern | URLResolver] = [
    path("schnittstelle/v1/", include(("interface.urls", "interface"))),
    path("verwaltung/", include(("onboarding.console.urls", "console"))),
    path("amt/", include(("desk.urls", "desk"))),
    path("", include(("portal.urls", "portal"))),
]
