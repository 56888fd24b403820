"""What the identity service must have allowed before a person can identify."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from configuration.queries import Configuration
from configuration.stating import Statement, stated
from declarations.casefile.choices import Mode
from declarations.config import DeclarationRules


def _no_eid(configuration: Configuration) -> Any:
    offered = Mode.BINDING in configuration.section(DeclarationRules).modes
    return "" if offered else _("Bei Ihnen wird ohne Online-Ausweis vorbereitet und in der Behörde unterschrieben.")


BUNDID = stated(
    Statement(
        "eid.application", _("Anbindung an die BundID"),
        _("Der Online-Dienst Ihrer Behörde wird beim Betreiber der BundID beantragt."),
        (
            ("approved", _("Der Antrag auf Anbindung an die BundID ist gestellt und bewilligt.")),
            ("through_land", _("Die Anbindung läuft über das Land und ist bewilligt.")),
        ),
        _("Betreiber der BundID oder IT-Dienstleister des Landes"),
        not_needed=_no_eid,
    )
)  # fmt: skip
