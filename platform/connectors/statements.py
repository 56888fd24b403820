"""What the vendor of the authority's system must have done before messages are taken there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from configuration.queries import Configuration
from configuration.stating import Statement, stated
from connectors.config import DeliveryRules
from connectors.option_words import is_sandbox

IN_THE_HOUSE = ("folder", "mailbox")


def _no_vendor(configuration: Configuration) -> Any:
    connector = configuration.section(DeliveryRules).connector
    alone = connector in IN_THE_HOUSE or is_sandbox(connector)
    return _("Für diese Verbindung muss der Hersteller nichts freischalten.") if alone else ""


VENDOR = stated(
    Statement(
        "vendor.activation", _("Freischaltung im Fachverfahren"),
        _("Der Hersteller oder das Rechenzentrum schaltet die Schnittstelle für Ihre Behörde frei."),
        (
            ("activated", _("Die Schnittstelle ist im Fachverfahren freigeschaltet.")),
            ("activated_and_tried", _("Die Schnittstelle ist freigeschaltet und mit dem Hersteller ausprobiert.")),
        ),
        _("Hersteller des Fachverfahrens oder Rechenzentrum"),
        not_needed=_no_vendor,
    )
)  # fmt: skip
