"""Readiness: settings of several sections that make no sense together, and the people who work with them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.roles import DECIDE_CASE, MANAGE_STAFF
from accounts.staff.models import Staff
from billing.fees.config import FeesConfig, Timing
from casework.config import CaseworkRules
from configuration.queries import in_force
from configuration.readiness import Finding, probe

PAYABLE, OWNER, CLERKS, REMEDY = "fees.payable", "staff.owner", "staff.clerks", "casework.remedy"


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


@probe(OWNER)
def somebody_is_in_charge(*, at: datetime) -> Finding:  # noqa: ARG001  probes have one shape
    """At least one active person who can invite others and publish."""
    if _people(MANAGE_STAFF):
        return Finding(OWNER, True, _("Es gibt eine Person, die diesen Dienst für Ihre Behörde verantwortet."))
    text = _("Es gibt noch keine Person, die diesen Dienst für Ihre Behörde verantwortet.")
    return Finding(OWNER, False, text, "no_owner")


@probe(CLERKS)
def there_are_people_to_decide(*, at: datetime) -> Finding:
    """One who decides; two where a second person confirms. None where the cases are worked in the authority's system."""
    with transaction.atomic():
        rules = in_force(at=at).section(CaseworkRules)
    if rules.way == "authority_system":
        text = _("Sie bearbeiten die Fälle in Ihrem Fachverfahren.")
        return Finding(CLERKS, True, text, needed=False)
    there, wanted = _people(DECIDE_CASE), 2 if rules.four_eyes else 1
    if there >= wanted:
        return Finding(CLERKS, True, _("Es gibt genug Personen, die Fälle bearbeiten."))
    if there:
        text = _("Sie arbeiten nach dem Vier-Augen-Prinzip, aber es gibt nur eine Person, die Fälle bearbeitet.")
        return Finding(CLERKS, False, text, "second_person_missing")
    return Finding(CLERKS, False, _("Es gibt noch keine Person, die Fälle bearbeitet."), "nobody_decides")


def _people(permission: str) -> int:
    with transaction.atomic():
        return sum(person.may(permission) for person in Staff.objects.filter(is_active=True))


@probe(REMEDY)
def a_refusal_says_what_can_be_done(*, at: datetime) -> Finding:
    """Without a text of the city's own the objection of §§ 68 ff. VwGO is named, which some Länder have abolished."""
    with transaction.atomic():
        rules = in_force(at=at).section(CaseworkRules)
    if rules.way == "authority_system":
        text = _("Ablehnungen schreiben Sie in Ihrem Fachverfahren.")
        return Finding(REMEDY, True, text, needed=False)
    if rules.remedy.strip():
        return Finding(REMEDY, True, _("Unter jeder Ablehnung steht Ihre Rechtsbehelfsbelehrung."))
    text = _("Unter Ablehnungen steht die allgemeine Rechtsbehelfsbelehrung. Prüfen Sie, ob sie in Ihrem Land gilt.")
    return Finding(REMEDY, False, text, "standard_remedy")
