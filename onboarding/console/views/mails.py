"""A mail as a sponsor would get it, with the draft and a made-up case. Nothing is sent."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from accounts.roles import SEE_CONFIGURATION
from configuration import preview
from configuration.languages import Languages
from configuration.queries import previewing
from configuration.words import words_of
from kernel.clock import now
from notifications.config_words import WORDS
from notifications.operations import compose
from onboarding.console.access import needs
from onboarding.console.views.texts import LANGUAGES
from ui.formats import long_date

MAILS: dict[str, Any] = {
    "received": _("Eingang des Antrags"),
    "invitation": _("Einladung zum Termin"),
    "fee_due": _("Gebühr"),
}
TO = "erika.musterfrau@example.org"
UNTIL = date(2027, 8, 3)
_NOBODY = UUID(int=0)


@needs(SEE_CONFIGURATION)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    configuration, wrong = preview.configuration()
    offered = [code for code in LANGUAGES if code in configuration.section(Languages).offered]
    chosen, language = request.GET.get("mail", ""), request.GET.get("sprache", "de")
    chosen, language = chosen if chosen in MAILS else "received", language if language in offered else "de"
    with previewing(configuration):
        mail = _mail(chosen, language, request.build_absolute_uri("/"), now())
    shown = {
        "place": "start", "words": WORDS, "mail": mail, "to": TO, "chosen": chosen, "language": language,
        "mails": MAILS.items(), "languages": [(code, LANGUAGES[code]) for code in offered],
        "wrong": [words.title for name in wrong if name in ("mail", "authority") and (words := words_of(name))],
    }  # fmt: skip
    return render(request, "console/mail.html", shown)


def _mail(template: str, language: str, start: str, at: datetime) -> EmailMultiAlternatives:
    link = f"{start}a/beispiel/"
    with override(language):
        until = long_date(UNTIL)
    said = {
        "link": link, "visit_link": f"{start}termin/beispiel/", "until": until, "purpose": "signing",
        "reference": "MUSTER23", "fee": "29,00 €",
    }  # fmt: skip
    return compose(template=template, language=language, to=TO, said=said, name=_NOBODY, at=at)
