"""What the rules of mails are called for the person who sets them up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from configuration.asking import Asked, Kind, Together
from configuration.words import Group, SectionWords, describe
from notifications.config import MailRules

_ADDRESS = _("Die E-Mail-Adresse ist unvollständig. Schreiben Sie sie so: amt@stadt.de")
_PLACEHOLDERS = _("Platzhalter sind möglich: {behoerde}, {anschrift}, {telefon}, {email}, {website}.")

WORDS = describe(
    SectionWords(
        section=MailRules,
        title=_("E-Mails"),
        about=_("Von welcher Adresse E-Mails an Ihre Antragsteller kommen, wohin eine Antwort geht und was Sie selbst dazu schreiben."),
        place=40,
        groups=(
            Group("adressen", _("Absender und Antwort"), (
                Asked("sender", _("Absender"), _("Bleibt das Feld leer, kommen die E-Mails von einer Adresse dieses Dienstes. Eine eigene Adresse muss Ihre IT vorher freigeben."), wrong=_ADDRESS, empty=_("eine Adresse dieses Dienstes")),
                Asked("reply_to", _("Antworten gehen an"), _("Das Postfach Ihres Amts. Bleibt das Feld leer, kann niemand antworten."), wrong=_ADDRESS, empty=_("nirgendwohin: Auf E-Mails kann niemand antworten")),
            )),
            Group("unterschrift", _("Unterschrift"), (
                Asked("signature", _("Unter jeder E-Mail"), _("Zum Beispiel Öffnungszeiten oder wie man Sie erreicht. Name und Telefon Ihrer Behörde stehen schon dort."), kind=Kind.LOCALISED, rows=5, empty=_("nur Name und Telefon Ihrer Behörde")),
            ), _PLACEHOLDERS),
            Group("einladung", _("Einladung zum Termin"), (
                Asked("invitation", _("Zusatz in der Einladung zum Termin"), _("Zum Beispiel, wo man parkt oder sich anmeldet. Links zum Buchen stehen schon dort."), kind=Kind.LOCALISED, rows=5, empty=_("kein Zusatz")),
            ), _PLACEHOLDERS),
        ),
        rules=(
            Together("a text below a mail", "signature", _("Das ist zu lang: Es passen 1.000 Zeichen hinein.")),
        ),
    )
)  # fmt: skip
