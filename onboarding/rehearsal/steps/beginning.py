"""The rehearsal's place: the twin is there, awake, and works by the configuration that is rehearsed, with its pictures and closures."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from configuration import document, drafting, versions
from configuration.checking import document_faults
from configuration.operations import publish
from configuration.words import in_order
from onboarding.rehearsal import mirroring
from onboarding.rehearsal.stands import stand_of
from onboarding.rehearsal.steps.base import NotYet, Stuck, Told, Trip, done
from tenants import orders, routing
from tenants.binding import bind, bind_public
from tenants.models import Order, Stage
from tenants.orders import UnableToOrder


def make_ready(trip: Trip) -> Told:
    """Orders the twin where there is none or it rests, and waits for it; then puts the configuration there."""
    if trip.twin is None or trip.twin.stage == Stage.SUSPENDED:
        _order(trip)
        raise NotYet("twin_ordered")
    raw, number, drafted = _wanted(trip)
    wanted = document.parse(raw)
    there = document.as_typed(document.for_rehearsal(wanted))
    found = mirroring.belongings(trip.city, raw, at=trip.at)
    with bind(trip.there), transaction.atomic():
        publish(raw=there, author=trip.ordered_by, at=trip.at)
        mirroring.bring(found)
    with bind_public():
        host = routing.city_host(trip.there)
    trip.memory["home"] = routing.base_url(host)
    trip.memory["version"], trip.memory["stand"] = number, stand_of(wanted)
    return done(version=number, drafted=drafted, home=trip.memory["home"])


def _order(trip: Trip) -> None:
    """Once for each run; an order that ended without a twin is not placed again and again.

    In the city's name: who works there is no business of the register's.
    """
    try:
        with bind_public(), transaction.atomic():
            placed = Order.objects.filter(id=trip.memory.get("order", 0)).first()
            if placed is None:
                slug = trip.city.slug
                placed = orders.place(kind="create_twin", payload={"slug": slug}, by=f"city {slug}", at=trip.at)
    except UnableToOrder as refusal:
        raise Stuck("twin_refused", reason=refusal.code) from None
    trip.memory["order"] = placed.pk
    if placed.error_code:
        raise Stuck("twin_refused", reason=placed.error_code)


def _wanted(trip: Trip) -> tuple[dict[str, Any], int, list[str]]:
    """The document as typed, the version that it is or is drawn over, and the titles of what is only drafted."""
    with bind(trip.city), transaction.atomic():
        draft = drafting.current()
        if not trip.with_draft:
            now = versions.at_moment(trip.at)
            return versions.typed(now), now.number, []
        raw, changed = draft.raw(), {section.name for section in draft.changed}
        number = draft.basis.number
    titles = {words.name: str(words.title) for words in in_order()}
    faults = document_faults({name: raw[name] for name in changed})
    if faults:
        wrong = sorted({titles.get(fault.path.partition(".")[0], fault.path) for fault in faults})
        raise Stuck("draft_faulty", sections=", ".join(wrong), where=faults[0].path)
    return raw, number, sorted(titles.get(name, name) for name in changed)
