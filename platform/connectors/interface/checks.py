"""Readiness: whether the city's system can still come in tomorrow."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from configuration.queries import in_force
from configuration.readiness import Finding, probe
from connectors.config import DeliveryRules
from connectors.interface.offering import PULL
from connectors.interface_keys import WARNED, Scope, last_until
from connectors.states import State
from connectors.wording import explanation

NEEDED = (Scope.READ, Scope.ACKNOWLEDGE)


@probe("delivery.interface")
def system_can_come_in(*, at: datetime) -> Finding:
    """Red where the city's system fetches its messages and has no key for that, or only one that ends soon."""
    name = "delivery.interface"
    with transaction.atomic():
        fetches = in_force(at=at).section(DeliveryRules).connector == PULL
        until = [last_until(scope, at=at) for scope in NEEDED] if fetches else []
    if None in until:
        return Finding(name, False, explanation(State.PAUSED, "no_interface_key"), "no_interface_key")
    if any(last is not None and last - at < WARNED for last in until):
        return Finding(name, False, explanation(State.PAUSED, "interface_key_expires"), "interface_key_expires")
    if not fetches:
        text = _("Ihr Fachverfahren holt keine Nachrichten ab, es braucht dafür keinen Schlüssel.")
        return Finding(name, True, text, needed=False)
    return Finding(name, True, _("Ihr Fachverfahren hat einen Schlüssel, mit dem es Nachrichten abholt."))
