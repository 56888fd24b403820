"""The addresses that citizens see: German, one subject each."""

from __future__ import annotations

from django.urls import path

from portal.views import language, look, start, texts

urlpatterns = [
    path("", start.page, name="start"),
    path("sprache/<str:code>/", language.choose, name="language"),
    path("theme.css", look.theme, name="theme"),
    path("zeichen.svg", look.sign, name="sign"),
    path("impressum/", texts.imprint, name="imprint"),
    path("datenschutz/", texts.privacy, name="privacy"),
    path("barrierefreiheit/", texts.accessibility, name="accessibility"),
    path("kontakt/", texts.contact, name="contact"),
]
