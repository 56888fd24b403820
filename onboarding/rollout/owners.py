"""A new owner for a city in which nobody can invite any more, or which asked for it: proposed by one person, approved by another.

The invitation itself is an order, worked in the city's binding: the operator's role cannot see who is there.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from kernel.errors import Refusal
from onboarding.rollout.models import OwnerProposal
from tenants import orders
from tenants.models import City

KIND = "owner_again"
SHOWN = 30


class UnableToPropose(Refusal):
    """is_proposed (one for this city waits), unknown_proposal (or decided meanwhile), same_person; what the order refuses:
    ``orders.UnableToOrder``."""

    code = "unknown_proposal"


def propose(*, city: City, email: str, asked: str, by: str, at: datetime) -> OwnerProposal:
    """Joins the caller's transaction. Refused: is_proposed, bad_address, is_a_twin."""
    orders.KINDS.get(KIND).check({"slug": city.slug, "owner_email": email, "asked": asked, "first": by})
    try:
        with transaction.atomic():
            return OwnerProposal.objects.create(
                city=city, email=email, asked=asked[:200], proposed_at=at, proposed_by=by
            )  # fmt: skip
    except IntegrityError:
        raise UnableToPropose(code="is_proposed") from None


def approve(*, number: int, by: str, at: datetime) -> OwnerProposal:
    """Orders the invitation and forgets the address. Joins the caller's transaction. Refused: unknown_proposal, same_person."""
    row = _open(number)
    if row.proposed_by.casefold() == by.casefold():
        raise UnableToPropose(code="same_person")
    payload = {"slug": row.city.slug, "owner_email": row.email, "asked": row.asked, "first": row.proposed_by}
    row.order = orders.place(kind=KIND, payload=payload, by=by, at=at)
    return _decided(row, by, at)


def withdraw(*, number: int, by: str, at: datetime) -> OwnerProposal:
    """By whoever it is. Joins the caller's transaction. Refused: unknown_proposal."""
    return _decided(_open(number), by, at)


def _open(number: int) -> OwnerProposal:
    rows = OwnerProposal.objects.select_for_update(of=("self",)).select_related("city")
    row = rows.filter(pk=number, decided_at=None).first()
    if row is None:
        raise UnableToPropose
    return row


def _decided(row: OwnerProposal, by: str, at: datetime) -> OwnerProposal:
    row.decided_at, row.decided_by, row.email = at, by, ""
    row.save(update_fields=["decided_at", "decided_by", "email", "order"])
    return row


def waiting() -> list[OwnerProposal]:
    return list(OwnerProposal.objects.filter(decided_at=None).select_related("city").order_by("proposed_at"))


def decided() -> list[OwnerProposal]:
    """The newest first, with the order that came of it."""
    rows = OwnerProposal.objects.exclude(decided_at=None).select_related("city", "order")
    return list(rows.order_by("-decided_at")[:SHOWN])
