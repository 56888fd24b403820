"""What the rules of mails are called for the person who sets them up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from configuration.asking import Asked
from configuration.words import Group, SectionWords, describe
from notifications.config import MailRules

WORDS = describe(
    SectionWords(
        section=MailRules,
        title=_("E-Mails"),
        about=_("Von welcher Adresse E-Mails an Ihre Antragsteller kommen und wohin eine Antwort geht."),
        place=40,
        groups=(
            Group("adressen", _("Absender und Antwort"), (
                Asked("sender", _("Absender"), _("Bleibt das Feld leer, kommen die E-Mails von einer Adresse dieses Dienstes. Eine eigene Adresse muss Ihre IT vorher freigeben.")),
                Asked("reply_to", _("Antworten gehen an"), _("Das Postfach Ihres Amts. Bleibt das Feld leer, kann niemand antworten.")),
            )),
        ),
    )
)  # fmt: skip
