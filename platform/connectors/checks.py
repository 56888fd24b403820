"""Readiness: what a machine can find out about delivery. Both look outside, so call them outside any transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from configuration.queries import in_force
from configuration.readiness import Finding, probe
from connectors import condition
from connectors.base import Connector, DeliveryError
from connectors.config import DeliveryRules, options_for
from connectors.registry import connector
from connectors.states import OPEN, State
from connectors.wording import explanation
from connectors.xauslaender import schema

NO_PORTAL = "alp:000000000000"
TOO_OLD = timedelta(days=1)


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


@probe("delivery.line")
def receiver_answers(*, at: datetime) -> Finding:
    """Whether a connector is left in peace because its last calls had no answer, or answers cannot be fetched."""
    name = "delivery.line"
    with transaction.atomic():
        found = condition.lines(at=at)
    if any(line.is_open for line in found):
        text = _("Das Fachverfahren antwortet nicht. Bis es antwortet, wird nur ab und zu eine Nachricht versucht.")
        return Finding(name, False, text, "line_open")
    if any(line.collect_error for line in found):
        text = _("Antworten des Fachverfahrens können zurzeit nicht abgeholt werden.")
        return Finding(name, False, text, "collecting_fails")
    return Finding(name, True, _("Das Fachverfahren hat zuletzt geantwortet."))


@probe("delivery.order")
def nothing_is_held(*, at: datetime) -> Finding:  # noqa: ARG001  probes have one shape
    """Whether a message waits behind one of the same case that failed, was rejected or was put aside."""
    name = "delivery.order"
    with transaction.atomic():
        stopped = [one for one in condition.held() if one.behind_state not in OPEN]
    if stopped:
        text = _("Nachrichten warten, weil eine frühere Nachricht desselben Falls nicht angekommen ist.")
        return Finding(name, False, text, "deliveries_held")
    return Finding(name, True, _("Keine Nachricht wartet hinter einer, die nicht angekommen ist."))


@probe("delivery.age")
def nothing_waits_long(*, at: datetime) -> Finding:
    """Whether a message has been waiting for more than a day, or for its confirmation for longer than it should."""
    name = "delivery.age"
    with transaction.atomic():
        waiting, unconfirmed = condition.oldest_waiting(), condition.oldest_unconfirmed()
    if waiting is not None and at - waiting > TOO_OLD:
        return Finding(name, False, _("Eine Nachricht wartet seit mehr als einem Tag auf ihre Übergabe."), "waits_long")
    if unconfirmed is not None and at - unconfirmed > Connector.warn_after:
        text = explanation(State.PAUSED, "confirmation_late")
        return Finding(name, False, text, "confirmation_late")
    return Finding(name, True, _("Keine Nachricht wartet länger als einen Tag."))


CHECKS = (
    connector_accepts, messages_are_validated, portal_is_registered, receiver_answers, nothing_is_held,
    nothing_waits_long,
)  # fmt: skip
