"""By which connector a delivery goes: the city's, or the one that it named for the case that the first fails.

Never by two at once. Another way is taken only while it is certain that the first connector has not got the message;
otherwise the delivery stays where it is, and a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors import arrivals
from connectors.config import DeliveryRules
from connectors.models import Delivery, DeliveryAttempt, Line
from connectors.registry import CONNECTORS

FALLBACK = "fallback"


@dataclass(frozen=True)
class Way:
    """``fits``: false when the city chose another connector while this one may have the message. ``leaving``: first this
    connector is asked whether it has it; if not, the other one takes over."""

    connector: str
    options: Mapping[str, Any]
    route: str | None = None
    fits: bool = True
    leaving: bool = False


def way_of(
    delivery: Delivery, rules: DeliveryRules, tries: Sequence[DeliveryAttempt], lines: Mapping[str, Line], at: datetime
) -> Way:
    certain = not arrivals.may_have_arrived(tries)
    main = Way(rules.connector, rules.options)
    other = Way(rules.fallback.connector, rules.fallback.options, FALLBACK) if rules.fallback else None
    if delivery.route == FALLBACK:
        if other is not None and other.connector == delivery.connector:
            return other
        return main if certain else Way(delivery.connector, {}, FALLBACK, fits=False)
    if delivery.connector != rules.connector:
        return main if certain else Way(delivery.connector, {}, fits=False)
    if other is not None and _is_due(delivery, rules, tries, lines, at):
        if certain:
            return other
        if CONNECTORS.get(rules.connector).can_tell and arrivals.is_quiet(tries, at):
            return Way(main.connector, main.options, leaving=True)
    return main


def takes_over_when_misconfigured(delivery: Delivery, rules: DeliveryRules) -> bool:
    """Whether the other connector may have the delivery now, the city's being wrongly set up."""
    if rules.fallback is None or not rules.fallback.when_misconfigured or delivery.route == FALLBACK:
        return False
    tries = arrivals.tries_of(delivery)
    return arrivals.was_misconfigured(tries) and not arrivals.may_have_arrived(tries)


def _is_due(
    delivery: Delivery, rules: DeliveryRules, tries: Sequence[DeliveryAttempt], lines: Mapping[str, Line], at: datetime
) -> bool:
    rule = rules.fallback
    if rule is None:
        return False
    if rule.when_misconfigured and arrivals.was_misconfigured(tries):
        return True
    since = arrivals.in_trouble_since(tries)
    line = lines.get(rules.connector)
    if since is None and not tries and line is not None and line.open_since is not None:
        since = max(line.open_since, delivery.created_at)
    return since is not None and rule.patience is not None and at - since >= rule.patience
