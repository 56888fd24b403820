"""The host of a city that is suspended: who it is and how to reach it stays; everything else rests."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from config import errors
from portal.views import language, look, texts

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.suspended"
handler500 = "config.errors.failed"
_STAYS = [
    path("sprache/<str:code>/", language.choose, name="language"),
    path("theme.css", look.theme, name="theme"),
    path("bilder/<slug:digest>.png", look.picture, name="picture"),
    path("zeichen.svg", look.sign, name="sign"),
    path("impressum/", texts.imprint, name="imprint"),
    path("datenschutz/", texts.privacy, name="privacy"),
    path("barrierefreiheit/", texts.accessibility, name="accessibility"),
    path("kontakt/", texts.contact, name="contact"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((_STAYS, "portal"))),
    re_path(r"^.*$", errors.suspended, name="suspended"),
]
