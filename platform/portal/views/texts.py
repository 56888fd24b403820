"""Imprint, privacy, accessibility and contact: the city's own texts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from casework.config import CaseworkRules
from casework.retention_config import RetentionRules
from configuration.authority import Authority, InLanguages, SiteTexts
from configuration.legal import Legal
from configuration.placeholders import fill
from configuration.queries import Configuration
from declarations.config import DeclarationRules
from portal.context import configuration_of


def _text(request: HttpRequest, title: object, text: InLanguages, **more: Any) -> HttpResponse:
    language = get_language() or "de"
    filled = fill(text.of(language), configuration_of(request).section(Authority).placeholders)
    shown = {"title": title, "text": filled, "text_language": text.language_of(language), **more}
    return render(request, "portal/text.html", shown)


@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    return _text(request, _("Impressum"), configuration_of(request).section(SiteTexts).imprint)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Who is controller follows from the city's legal role and stands above its own text."""
    found = configuration_of(request)
    shown = {
        "role": found.section(Legal).role,
        "operator": settings.PORTAL_NAME,
        "operator_email": settings.PORTAL_EMAIL,
        "draft_days": found.section(DeclarationRules).draft_days,
        "days": found.section(RetentionRules).handed_over_days if _is_elsewhere(found) else 0,
    }
    return _text(request, _("Datenschutz"), found.section(SiteTexts).privacy, **shown)


def _is_elsewhere(found: Configuration) -> bool:
    """What is worked on our desk stays there: nothing may be promised about it."""
    return found.section(CaseworkRules).way == "authority_system"


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
