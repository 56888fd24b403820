"""Readiness: settings of several sections that make no sense together."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from billing.fees.config import FeesConfig, Timing
from casework.config import CaseworkRules
from configuration.queries import in_force
from configuration.readiness import Finding, probe

PAYABLE = "fees.payable"


@probe(PAYABLE)
def fee_can_be_paid_when_it_is_due(*, at: datetime) -> Finding:
    """Who gets the document by post only comes nowhere to pay for it."""
    version = in_force(at=at)
    if version.section(FeesConfig).when is Timing.AT_PICKUP and version.section(CaseworkRules).delivery == "post":
        text = _(
            "Die Gebühr soll bei der Abholung bezahlt werden, die Urkunde kommt aber immer mit der Post. So kann niemand"
            " bezahlen. Lassen Sie die Gebühr vorher oder nach der Entscheidung zahlen, oder erlauben Sie die Abholung."
        )
        return Finding(PAYABLE, False, text, "nobody_can_pay")
    return Finding(PAYABLE, True, _("Zeitpunkt der Zahlung und Übergabe der Urkunde passen zusammen."))
