"""A visit from the held slot to the counter. ``TRANSITIONS`` is the only way along; each edge names its event."""

from __future__ import annotations

from django.db.models import TextChoices

from kernel.transitions import Edge, Transitions


class State(TextChoices):
    HELD = "held"
    OFFERED = "offered"
    BOOKED = "booked"
    ARRIVED = "arrived"
    SERVED = "served"
    MISSED = "missed"
    MOVED = "moved"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


S = State
TRANSITIONS = Transitions(
    [
        Edge(S.HELD, S.BOOKED, "visit.booked"),
        Edge(S.HELD, S.EXPIRED, "visit.hold_expired"),
        Edge(S.HELD, S.CANCELLED, "visit.hold_given_up"),
        Edge(S.OFFERED, S.BOOKED, "visit.booked"),
        Edge(S.OFFERED, S.EXPIRED, "visit.offer_expired"),
        Edge(S.OFFERED, S.CANCELLED, "visit.offer_declined"),
        Edge(S.BOOKED, S.ARRIVED, "visit.arrived"),
        Edge(S.BOOKED, S.SERVED, "visit.served"),
        Edge(S.BOOKED, S.MISSED, "visit.missed"),
        Edge(S.BOOKED, S.MOVED, "visit.moved"),
        Edge(S.BOOKED, S.CANCELLED, "visit.cancelled"),
        Edge(S.ARRIVED, S.SERVED, "visit.served"),
        Edge(S.ARRIVED, S.BOOKED, "visit.arrival_undone"),
        Edge(S.ARRIVED, S.CANCELLED, "visit.cancelled"),
        Edge(S.SERVED, S.ARRIVED, "visit.service_undone"),
        Edge(S.MISSED, S.ARRIVED, "visit.arrived"),
    ]
)
# What takes up its place, and what stands in the sponsor's way to another visit.
OCCUPYING = frozenset({S.HELD, S.OFFERED, S.BOOKED, S.ARRIVED, S.SERVED})
PENDING = frozenset({S.HELD, S.OFFERED})
ACTIVE = frozenset({S.BOOKED, S.ARRIVED})
