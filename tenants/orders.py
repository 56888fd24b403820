"""What the operator's pages want made. The web process has no owner's rights: it places an order, the scheduler works it.

*Claim* (transaction) → *make* (all or nothing, its own transaction) → *settle* (transaction). Whoever dies in between
leaves a claim that ends with its lease; then the order is worked again, and what is there already counts as made.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Q

from kernel.errors import Refusal
from kernel.registry import Registry
from tenants.binding import OWNER, bind_owner, bind_public
from tenants.models import Order

log = logging.getLogger("zusage.orders")
LEASE = timedelta(minutes=5)
AT_ONCE = 50
Payload = dict[str, Any]


class UnableToOrder(Refusal):
    """unknown_kind, or what the kind refuses: ``<field>_wrong``, ``<field>_taken``, is_there, unknown_city, not_allowed.

    ``params["field"]`` is the key of the payload; ``params["faults"]`` lists all of them as (field, code).
    """

    code = "unable_to_order"


@dataclass(frozen=True)
class Kind:
    """``check`` refuses what cannot be made, with the operator's role. ``make`` makes it, and once only; it gets
    the payload, ``at=`` and ``by=``. ``private``: keys of the payload that are erased once the order has ended."""

    check: Callable[[Payload], None]
    make: Callable[..., None]
    private: frozenset[str] = frozenset()


KINDS: Registry[Kind] = Registry("kind of order")


def place(*, kind: str, payload: Payload, by: str, at: datetime) -> Order:
    """Joins the page's transaction. The same order that still waits is answered again, so a double click orders once.

    Kinds: ``create_city`` (slug, name, land, ags, authority_code; host, ring, owner_email if wanted),
    ``create_twin`` (slug), ``invite_owner`` (slug, owner_email), ``renew_owner`` (slug),
    ``owner_again`` (slug, owner_email, asked, first), ``approve_live`` (slug, number),
    ``reject_live`` (slug, number, reason).
    Refused: ``UnableToOrder``.
    """
    if kind not in KINDS:
        raise UnableToOrder(code="unknown_kind", field="kind")
    KINDS.get(kind).check(payload)
    with bind_public():
        waiting = Order.objects.filter(kind=kind, payload=payload, ended_at__isnull=True).first()
        return waiting or Order.objects.create(kind=kind, payload=payload, ordered_at=at, ordered_by=by)


def work(*, at: datetime) -> int:
    """Works what waits, one after the other; answers how many orders were ended. By the owner, outside transactions."""
    ended = 0
    while ended < AT_ONCE and _anything_waits(at):
        order = _claim(at)
        if order is None:
            break
        _settle(order, _made(order, at), at)
        ended += 1
    return ended


def _due(at: datetime) -> Q:
    return Q(ended_at__isnull=True) & (Q(started_at__isnull=True) | Q(started_at__lte=at - LEASE))


def _anything_waits(at: datetime) -> bool:
    with bind_public():
        return Order.objects.filter(_due(at)).exists()


def _claim(at: datetime) -> Order | None:
    with bind_owner(), transaction.atomic(using=OWNER):
        waiting = Order.objects.using(OWNER).select_for_update(of=("self",), skip_locked=True).filter(_due(at))
        order = waiting.order_by("id").first()
        if order is not None:
            order.started_at = at
            order.save(using=OWNER, update_fields=["started_at"])
        return order


def _made(order: Order, at: datetime) -> str:
    """The code of what went wrong, or nothing. While the database is away the order waits for its lease to end."""
    try:
        KINDS.get(order.kind).make(order.payload, at=at, by=order.ordered_by)
    except OperationalError:
        raise
    except Refusal as refusal:
        return refusal.code
    except Exception as error:
        log.error("order %s: unforeseen %s", order.id, type(error).__name__)
        return "unforeseen"
    return ""


def _settle(order: Order, code: str, at: datetime) -> None:
    private = KINDS.get(order.kind).private if order.kind in KINDS else frozenset(order.payload)
    payload = {name: value for name, value in order.payload.items() if name not in private}
    with bind_owner():
        Order.objects.using(OWNER).filter(pk=order.pk).update(ended_at=at, error_code=code, payload=payload)
