"""What the authority's own bodies say before it begins: no machine can know it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import STATE_DATA_PROTECTION
from casework.config import CaseworkRules
from configuration.queries import Configuration
from configuration.stating import Statement, stated


def _no_desk(configuration: Configuration) -> Any:
    if configuration.section(CaseworkRules).way == "authority_system":
        return _("Ihre Beschäftigten bearbeiten die Fälle in Ihrem Fachverfahren, nicht in diesem Dienst.")
    return ""


DATA_PROTECTION = stated(
    Statement(
        "data_protection.agreed", _("Datenschutz"),
        _("Die oder der Datenschutzbeauftragte kennt die Verarbeitung und ihre Dokumentation."),
        (
            (
                "agreed",
                _("Die oder der Datenschutzbeauftragte hat die Verarbeitung geprüft und hat keine Einwände."),
            ),
            (
                "agreed_with_remarks",
                _("Die oder der Datenschutzbeauftragte hat die Verarbeitung geprüft; die Hinweise sind umgesetzt."),
            ),
        ),
        _("Datenschutzbeauftragte oder Datenschutzbeauftragter"),
        also=frozenset({STATE_DATA_PROTECTION}),
    )
)  # fmt: skip
SECURITY = stated(
    Statement(
        "security.concept", _("Informationssicherheit"),
        _("Viele Behörden führen ein Sicherheitskonzept, in dem dieser Dienst stehen muss."),
        (
            ("included", _("Dieser Dienst steht im Sicherheitskonzept der Behörde.")),
            ("not_required", _("Ein Eintrag im Sicherheitskonzept ist bei uns nicht nötig.")),
        ),
        _("Informationssicherheitsbeauftragte oder Informationssicherheitsbeauftragter"),
    )
)  # fmt: skip
LEADERSHIP = stated(
    Statement(
        "leadership.agreed", _("Leitung der Behörde"),
        _("Wer die Behörde leitet, weiß vom Beginn und hat ihm zugestimmt, wenn das bei Ihnen nötig ist."),
        (
            ("agreed", _("Die Leitung der Behörde hat dem Beginn zugestimmt.")),
            ("not_required", _("Eine Zustimmung der Leitung ist bei uns nicht nötig.")),
        ),
        _("Büro der Bürgermeisterin oder des Bürgermeisters, Amtsleitung"),
    )
)  # fmt: skip
STAFF_COUNCIL = stated(
    Statement(
        "staff_council.heard", _("Personalrat"),
        _("Der Dienst hält fest, wer welchen Fall bearbeitet hat. Darüber bestimmt der Personalrat meist mit."),
        (
            ("agreed", _("Der Personalrat wurde beteiligt und hat zugestimmt.")),
            ("heard", _("Der Personalrat wurde angehört und hat keine Einwände.")),
            ("not_required", _("Eine Beteiligung des Personalrats ist bei uns nicht nötig.")),
        ),
        _("Personalrat"),
        not_needed=_no_desk,
    )
)  # fmt: skip
