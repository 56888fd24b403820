from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from configuration.readiness import Finding, probe
from declarations import texts
from kernel.clock import german_day


@probe("declaration.texts")
def texts_are_released(*, at: datetime) -> Finding:
    """Declaration, instruction and warning are federal texts; as long as one is a draft, no city is ready."""
    if texts.any_draft(on=german_day(at)):
        text = _(
            "Erklärung, Belehrung und Warnung sind noch Entwürfe. Bis zur Freigabe steht auf jedem Papier „Muster“."
        )
        return Finding("declaration.texts", False, text, "texts_are_drafts")
    return Finding("declaration.texts", True, _("Erklärung, Belehrung und Warnung sind freigegeben."))
