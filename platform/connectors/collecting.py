"""Fetching what the authority sent: call, keep each message once, acknowledge, move the cursor, and only then read.

A crash anywhere repeats: the cursor moves last, so the same messages come again, are known, and are acknowledged again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from configuration.queries import in_force
from connectors import returned
from connectors.backoff import LEASE
from connectors.base import Connector, DeliveryError, IncomingMessage
from connectors.collect_timer import collected, pause
from connectors.config import DeliveryRules
from connectors.delivering import adapter_of
from connectors.models import Line

log = logging.getLogger("zusage.connectors")
ROUNDS = 20


def collect_due(*, clock: Callable[[], datetime]) -> int:
    """Collects over each of the city's connectors that has a way back, then carries out what is new.

    Answers how many messages were kept for the first time. Who collects already is not disturbed.
    """
    if connection.in_atomic_block:
        raise RuntimeError("the outside world is never called inside a transaction")
    kept = sum(_collect(name, options, clock) for name, options in _routes(clock()) if _claim(name, at=clock()))
    returned.carry_out_new(clock=clock)
    returned.forget_old(at=clock())
    return kept


def _routes(at: datetime) -> list[tuple[str, Mapping[str, Any]]]:
    with transaction.atomic():
        rules, wanted = in_force(at=at).section(DeliveryRules), collected(at)
    options = {rules.connector: rules.options}
    if rules.fallback is not None:
        options[rules.fallback.connector] = rules.fallback.options
    return [(name, options[name]) for name in wanted]


def _claim(name: str, *, at: datetime) -> bool:
    with transaction.atomic():
        Line.objects.get_or_create(connector=name)
        free = Q(collect_after=None) | Q(collect_after__lte=at)
        return Line.objects.filter(free, connector=name).update(collect_after=at + LEASE) == 1


def _collect(name: str, options: Mapping[str, Any], clock: Callable[[], datetime]) -> int:
    kept, code = 0, ""
    try:
        adapter, read = adapter_of(name, options)
        for _round in range(ROUNDS):
            new, more = _round_of(adapter, read, clock)
            kept += new
            if not more:
                break
    except DeliveryError as error:
        code = error.code
    except Exception as error:
        log.error("collecting: unforeseen %s", type(error).__name__)
        code = "unforeseen"
    _settle(name, code, clock())
    return kept


def _round_of(adapter: Connector[Any], options: Any, clock: Callable[[], datetime]) -> tuple[int, bool]:
    """(how many were new, whether there may be more). Kept, then acknowledged, then the cursor moves."""
    cursor = Line.objects.values_list("cursor", flat=True).get(connector=adapter.name)
    found = adapter.collect(options, cursor)
    usable = [message for message in found.messages if _is_usable(message.external_id)]
    if len(usable) < len(found.messages):
        log.error("collecting: messages without a usable number were left out")
    new = _keep(adapter.name, usable, clock())
    if usable:
        adapter.acknowledge(options, tuple(message.external_id for message in usable))
    Line.objects.filter(connector=adapter.name).update(cursor=found.cursor)
    return new, bool(found.messages)


def _is_usable(external_id: str) -> bool:
    return 0 < len(external_id) <= returned.MOST_ID and external_id.isprintable()


def _keep(name: str, messages: Sequence[IncomingMessage], at: datetime) -> int:
    """In the order in which they came: they are read in the order of their times."""
    new = 0
    for number, message in enumerate(messages):
        with transaction.atomic():
            new += returned.keep(
                connector=name, external_id=message.external_id, message_type=message.message_type,
                body=message.body,
                at=at + timedelta(microseconds=number),
            )  # fmt: skip
    return new


def _settle(name: str, code: str, at: datetime) -> None:
    with transaction.atomic():
        line = Line.objects.select_for_update(of=("self",)).get(connector=name)
        line.collect_errors = line.collect_errors + 1 if code else 0
        line.collect_error = code
        line.collected_at = line.collected_at if code else at
        line.collect_after = at + pause(line.collect_errors, name) / 2 if code else None
        line.save(update_fields=["collect_errors", "collect_error", "collected_at", "collect_after"])
