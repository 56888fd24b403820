"""What the periods of keeping are called for the person who sets them up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.retention_config import HANDED_OVER, RetentionRules
from configuration.words import SectionWords, describe

WORDS = describe(
    SectionWords(
        section=RetentionRules,
        title=_("Aufbewahrung"),
        about=_("Wie lange Fälle gespeichert bleiben, aus denen nichts geworden ist oder die Sie schon haben."),
        place=105,
        apart={
            "refused_days": _("Abgelehnte Anträge"), "withdrawn_days": _("Zurückgezogene Anträge"),
            "forwarded_days": _("An eine andere Behörde verwiesene Anträge"), "closed_days": _("Ohne Ergebnis geschlossene Anträge"),
            HANDED_OVER: _("An Ihr Fachverfahren übergebene Anträge"),
        },
        empty=dict.fromkeys(("refused_days", "withdrawn_days", "forwarded_days", "closed_days"), _("werden nicht von selbst gelöscht")),
    )
)  # fmt: skip
