"""What the legal role is called for the person who sets it up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from configuration.asking import Asked, Kind
from configuration.legal import Legal
from configuration.words import Group, SectionWords, describe

ROLES = (
    ("on_behalf", _("Ihre Behörde. Der Betreiber arbeitet in ihrem Auftrag (Art. 28 DSGVO).")),
    ("online_service", _("Der Betreiber, bis ein Antrag übergeben ist (Online-Dienst nach § 8a OZG).")),
)

LEGAL = describe(
    SectionWords(
        section=Legal,
        title=_("Wer für die Daten verantwortlich ist"),
        about=_("Danach richten sich der Hinweis auf der Seite „Datenschutz“, die Vereinbarung mit dem Betreiber und wie lange Inhalte hier bleiben."),
        place=36,
        groups=(
            Group("rolle", _("Verantwortung"), (
                Asked(
                    "role", _("Wer ist für die Daten verantwortlich?"),
                    _("Wenn Sie in Betrieb sind, kann das nur noch der Betreiber ändern."), kind=Kind.CHOICE, choices=ROLES,
                ),
            )),
        ),
    )
)  # fmt: skip
