"""Readiness: whether the way to the city's system was tried out lately, has a second one, and can sign in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from configuration import secrets
from configuration.asking import SECRETS
from configuration.nesting import value_at
from configuration.queries import in_force
from configuration.readiness import Finding, probe
from connectors.config import FIRST, DeliveryRules
from connectors.echo import PULLED
from connectors.inbox_models import Echo
from connectors.models import Delivery
from connectors.option_words import is_sandbox, words_of
from connectors.states import State
from tenants.binding import in_rehearsal

CHOSEN, TRIED, SECOND, KEPT = "delivery.chosen", "delivery.echo", "delivery.fallback", "delivery.secrets"
LATELY = timedelta(days=30)
_IN_A_REHEARSAL = _("In der Probe geht nichts an Ihr Fachverfahren.")


def _rules(at: datetime) -> DeliveryRules:
    with transaction.atomic():
        return in_force(at=at).section(DeliveryRules)


@probe(CHOSEN)
def a_person_chose_the_way(*, at: datetime) -> Finding:
    """The way that every city begins with counts only once somebody of the city said so; a sandbox never for real cases."""
    rules = _rules(at)
    if is_sandbox(rules.connector) and (in_rehearsal() or settings.SANDBOXES):
        return Finding(CHOSEN, True, _IN_A_REHEARSAL, needed=False)
    if is_sandbox(rules.connector):
        text = _("Eingestellt ist ein Weg, der nur zum Ausprobieren da ist. Wählen Sie einen echten.")
        return Finding(CHOSEN, False, text, "only_for_trying")
    if rules.connector_confirmed or rules.connector != FIRST:
        return Finding(CHOSEN, True, _("Ihre Behörde hat gewählt, wie die Fälle in ihr Fachverfahren kommen."))
    text = _(
        "Noch hat niemand gewählt, wie die Fälle in Ihr Fachverfahren kommen. Es gilt die Voreinstellung „Ordner“."
    )
    return Finding(CHOSEN, False, text, "nobody_chose")


@probe(TRIED)
def a_test_message_came_through(*, at: datetime) -> Finding:
    """Confirmed by the connector in force within thirty days; where cases go that way, a real message says as much."""
    connector = _rules(at).connector
    if is_sandbox(connector):
        return Finding(TRIED, True, _IN_A_REHEARSAL, needed=False)
    if connector == PULLED:
        text = _("Ihr Fachverfahren holt die Nachrichten ab, deshalb gibt es keine Testnachricht.")
        return Finding(TRIED, True, text, needed=False)
    with transaction.atomic():
        rows = Echo.objects.filter(connector=connector, route="", settled_at__gt=at - LATELY)
        last = rows.order_by("-settled_at").values_list("state", flat=True).first()
        delivered = Delivery.objects.filter(
            connector=connector, state=State.DELIVERED, settled_at__gt=at - LATELY
        ).exists()
    if last != Echo.State.CONFIRMED and delivered:
        return Finding(TRIED, True, _("In den letzten 30 Tagen sind Nachrichten angekommen."))
    if last == Echo.State.CONFIRMED:
        return Finding(TRIED, True, _("Eine Testnachricht ist in den letzten 30 Tagen angekommen."))
    if last is None:
        text = _("In den letzten 30 Tagen ist keine Testnachricht angekommen.")
        return Finding(TRIED, False, text, "never_tried")
    return Finding(TRIED, False, _("Die letzte Testnachricht ist nicht angekommen."), "test_failed")


@probe(SECOND)
def there_is_a_second_way(*, at: datetime) -> Finding:
    """For a system that others run. A folder, a mailbox and what the system fetches itself wait without harm."""
    rules = _rules(at)
    if is_sandbox(rules.connector):
        return Finding(SECOND, True, _IN_A_REHEARSAL, needed=False)
    if rules.connector in ("folder", "mailbox", PULLED):
        return Finding(SECOND, True, _("Diese Verbindung braucht keinen zweiten Weg."), needed=False)
    if rules.fallback is not None:
        return Finding(SECOND, True, _("Wenn das Fachverfahren ausfällt, gibt es einen zweiten Weg."))
    text = _("Wenn das Fachverfahren ausfällt, warten die Nachrichten: Ein zweiter Weg ist nicht eingerichtet.")
    return Finding(SECOND, False, text, "no_fallback")


@probe(KEPT)
def secrets_are_kept(*, at: datetime) -> Finding:
    """Whether each secret that the connection calls by name is there, without opening it."""
    rules = _rules(at)
    named = set(_named(rules.connector, rules.options))
    if rules.fallback is not None:
        named |= set(_named(rules.fallback.connector, rules.fallback.options))
    if not named:
        return Finding(KEPT, True, _("Diese Verbindung braucht keine Zugangsdaten."), needed=False)
    with transaction.atomic():
        missing = named - {one.name for one in secrets.kept()}
    if missing:
        return Finding(KEPT, False, _("Zugangsdaten für das Fachverfahren fehlen noch."), "secret_missing")
    return Finding(KEPT, True, _("Die Zugangsdaten für das Fachverfahren sind hinterlegt."))


def _named(connector: str, options: dict[str, Any]) -> Iterator[str]:
    for asked in words_of(connector).fields:
        value = value_at(options, asked.path)[1] if asked.kind in SECRETS else None
        if isinstance(value, str) and value:
            yield value
