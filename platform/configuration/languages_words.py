"""What the languages are called for the person who sets them up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from configuration.asking import Asked, Kind
from configuration.languages import Languages
from configuration.words import Group, SectionWords, describe

WORDS = describe(
    SectionWords(
        section=Languages,
        title=_("Sprachen"),
        about=_("In welchen Sprachen Sie die Seiten anbieten. Deutsch gibt es immer, und verbindlich ist nur der deutsche Text."),
        place=35,
        groups=(
            Group("sprachen", _("Sprachen der Seiten"), (
                Asked("further", _("Sprachen neben Deutsch"), _("Ohne weitere Sprache verschwindet die Auswahl oben auf den Seiten. Ihre eigenen Texte schreiben Sie unter „Impressum, Datenschutz und andere Texte“ in jeder Sprache."), kind=Kind.SEVERAL, choices=(("en", _("Englisch")),), empty=_("nur Deutsch")),
            )),
        ),
    )
)  # fmt: skip
