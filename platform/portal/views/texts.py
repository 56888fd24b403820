"""Imprint, privacy, accessibility and contact: the city's own texts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from configuration.authority import Authority, InLanguages, SiteTexts
from configuration.placeholders import fill
from portal.context import configuration_of


def _text(request: HttpRequest, title: object, text: InLanguages) -> HttpResponse:
    language = get_language() or "de"
    filled = fill(text.of(language), configuration_of(request).section(Authority).placeholders)
    shown = {"title": title, "text": filled, "text_language": text.language_of(language)}
    return render(request, "portal/text.html", shown)


@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    return _text(request, _("Impressum"), configuration_of(request).section(SiteTexts).imprint)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return _text(request, _("Datenschutz"), configuration_of(request).section(SiteTexts).privacy)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return _text(request, _("Barrierefreiheit"), configuration_of(request).section(SiteTexts).accessibility)


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    language = get_language() or "de"
    text = configuration_of(request).section(SiteTexts).contact
    authority = configuration_of(request).section(Authority)
    shown = {
        "text": fill(text.of(language), authority.placeholders),
        "text_language": text.language_of(language),
        "address": "\n".join(authority.address),
        "opening": authority.opening_hours.of(language),
    }
    return render(request, "portal/contact.html", shown)
