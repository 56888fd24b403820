from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from configuration.queries import in_force
from configuration.readiness import Finding, probe
from declarations import texts
from declarations.config import DeclarationRules
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


@probe("declaration.jurisdiction")
def district_is_named(*, at: datetime) -> Finding:
    """Without a district everybody's application is taken, also of those whom another authority serves."""
    name = "declaration.jurisdiction"
    if in_force(at=at).section(DeclarationRules).postal_codes:
        return Finding(name, True, _("Das Gebiet, für das Sie zuständig sind, ist angegeben."))
    text = _("Das Gebiet, für das Sie zuständig sind, fehlt noch. So käme auch ein Antrag von außerhalb an.")
    return Finding(name, False, text, "district_missing")


@probe("declaration.offered")
def something_is_offered(*, at: datetime) -> Finding:
    """At least one way and one purpose, else nobody can begin."""
    rules = in_force(at=at).section(DeclarationRules)
    if rules.modes and rules.purposes:
        return Finding("declaration.offered", True, _("Es ist gewählt, wie und wofür ein Antrag gestellt werden kann."))
    text = _("Es kann niemand einen Antrag stellen: Es ist kein Weg oder kein Zweck gewählt.")
    return Finding("declaration.offered", False, text, "nothing_offered")
