"""Readiness: what a machine can find out about delivery. Both look outside, so call them outside any transaction."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from configuration.queries import in_force
from configuration.readiness import Finding, probe
from connectors.base import DeliveryError
from connectors.config import DeliveryRules, options_for
from connectors.registry import connector
from connectors.states import State
from connectors.wording import explanation
from connectors.xauslaender import schema

NO_PORTAL = "alp:000000000000"


def _rules(at: datetime) -> DeliveryRules:
    if connection.in_atomic_block:
        raise RuntimeError("the outside world is never called inside a transaction")
    with transaction.atomic():
        return in_force(at=at).section(DeliveryRules)


@probe("delivery.connector")
def connector_accepts(*, at: datetime) -> Finding:
    """Whether a delivery would get through now."""
    name, rules = "delivery.connector", _rules(at)
    try:
        adapter = connector(rules.connector)
        adapter.check(options_for(adapter, rules.options))
    except (KeyError, ValidationError):
        return Finding(name, False, explanation(State.PAUSED, "options_invalid"), "options_invalid")
    except DeliveryError as error:
        return Finding(name, False, explanation(State.PAUSED, error.code), error.code)
    return Finding(name, True, _("Die Verbindung zum Fachverfahren nimmt Nachrichten an."))


@probe("delivery.validation")
def messages_are_validated(*, at: datetime) -> Finding:
    """Whether the standard's schemas are at hand."""
    name, code = "delivery.validation", schema.why_not()
    if code:
        waits = _rules(at).validation == "always"
        text = (
            explanation(State.PAUSED, f"schemas_{code}")
            if waits
            else _("Die Schemadateien des Standards fehlen. Nachrichten werden ungeprüft übergeben.")
        )
        return Finding(name, False, text, f"schemas_{code}")
    return Finding(name, True, _("Jede Nachricht wird vor der Übergabe gegen den Standard geprüft."))


@probe("delivery.portal")
def portal_is_registered(*, at: datetime) -> Finding:
    """Whether messages name the portal's real entry in the directory."""
    name, portal = "delivery.portal", _rules(at).portal_id or settings.PORTAL_ID
    if portal == NO_PORTAL:
        text = _("Die Kennung des Portals im Verzeichnis DVDV fehlt noch.")
        return Finding(name, False, text, "portal_not_registered")
    return Finding(name, True, _("Das Portal ist im Verzeichnis DVDV eingetragen."))


CHECKS = (connector_accepts, messages_are_validated, portal_is_registered)
