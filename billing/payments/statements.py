"""What the treasury says before money is taken."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import STATE_TREASURY
from billing.fees.config import FeesConfig, Timing
from configuration.queries import Configuration
from configuration.stating import Statement, stated


def _no_fee(configuration: Configuration) -> Any:
    taken = configuration.section(FeesConfig).when is not Timing.NONE
    return "" if taken else _("Über diesen Dienst wird keine Gebühr erhoben.")


TREASURY = stated(
    Statement(
        "treasury.agreed", _("Kasse und Kämmerei"),
        _("Die Kasse weiß, wie das Geld ankommt und woran sie eine Zahlung erkennt."),
        (
            ("agreed", _("Die Kasse hat dem Zahlungsweg, dem Konto und den Kassenzeichen zugestimmt.")),
            ("service_regulation", _("Die Kasse hat zugestimmt, die Dienstanweisung ist angepasst.")),
        ),
        _("Kasse oder Kämmerei"),
        not_needed=_no_fee,
        also=frozenset({STATE_TREASURY}),
    )
)  # fmt: skip
