"""Publishing a federal value with two people, in a few words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from configuration.federal import operations, queries
from configuration.federal.checking import Wanted
from configuration.federal.models import Draft, Publication
from configuration.federal.operations import Person
from configuration.federal.standing import replaced, stand
from tenants.binding import bind_public

ROBIN, ALEX = Person(1, "Robin Betrieb"), Person(2, "Alex Freigabe")
TABLE = {
    "valid_to": "2028-06-30", "basic_exemption": "1700.00", "first_dependant": "640.00", "further_dependant": "356.00",
    "fully_attachable_above": "5200.00",
}  # fmt: skip


def wanted(kind: str, since: date, raw: dict[str, Any], *, land: str = "", **changes: str) -> Wanted:
    return Wanted(
        kind, land, since, raw, **{"source": "BGBl. 2027 I Nr. 1", "reason": "Neu bekannt gemacht", **changes}
    )


def draft(what: Wanted, *, at: datetime, by: Person = ROBIN) -> Draft:
    with bind_public(), transaction.atomic():
        return operations.draft(wanted=what, by=by, at=at)


def seen_by(row: Draft) -> str:
    """What somebody is shown who opens the draft now; in a bound context."""
    kind = queries.kind_of(row.kind)
    assert kind is not None
    return stand(row, replaced(row, queries.read_now(kind)))


def approve(row: Draft, *, at: datetime, by: Person = ALEX, seen: str | None = None) -> Publication:
    with bind_public(), transaction.atomic():
        return operations.publish(draft_id=row.pk, seen=seen_by(row) if seen is None else seen, by=by, at=at)


def publish(kind: str, since: date, raw: dict[str, Any], *, at: datetime, land: str = "") -> Publication:
    return approve(draft(wanted(kind, since, raw, land=land), at=at), at=at)
