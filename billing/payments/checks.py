from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from billing.fees.config import FeesConfig
from billing.payments.config import PaymentsSection
from configuration.queries import in_force
from configuration.readiness import Finding, probe
from tenants.binding import in_rehearsal


@probe("payments.account")
def account_is_there(*, at: datetime) -> Finding:
    """A city that takes the fee online needs its own account at the provider."""
    version = in_force(at=at)
    if not version.section(FeesConfig).taken_online:
        return Finding("payments.account", True, _("Die Gebühr wird nicht online erhoben."))
    if in_rehearsal():
        return Finding("payments.account", True, _("In der Probe wird nichts abgebucht."))
    if version.section(PaymentsSection).account:
        return Finding("payments.account", True, _("Das Konto der Stadt beim Zahlungsdienst ist eingetragen."))
    return Finding(
        "payments.account", False, _("Das Konto der Stadt beim Zahlungsdienst fehlt noch."), "account_missing"
    )
