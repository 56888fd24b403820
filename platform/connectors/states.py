"""What may follow what for one delivery. Each edge names the event that it records.

A success always wins, however late it is heard of: a worker that was given up may have handed the message over.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.transitions import Edge, Transitions


class State(TextChoices):
    QUEUED = "queued", _("wartet")
    IN_FLIGHT = "in_flight", _("unterwegs")
    DELIVERED = "delivered", _("zugestellt")
    REJECTED = "rejected", _("abgelehnt")
    FAILED = "failed", _("fehlgeschlagen")
    PAUSED = "paused", _("angehalten")
    HANDED_OVER = "handed_over", _("übergeben, noch nicht bestätigt")
    PARKED = "parked", _("zurückgelegt")


S = State
TRANSITIONS = Transitions(
    (
        Edge(S.QUEUED, S.IN_FLIGHT, "delivery.claimed"),
        Edge(S.QUEUED, S.DELIVERED, "delivery.delivered"),
        Edge(S.QUEUED, S.FAILED, "delivery.failed"),
        Edge(S.IN_FLIGHT, S.DELIVERED, "delivery.delivered"),
        Edge(S.IN_FLIGHT, S.QUEUED, "delivery.postponed"),
        Edge(S.IN_FLIGHT, S.REJECTED, "delivery.rejected"),
        Edge(S.IN_FLIGHT, S.PAUSED, "delivery.paused"),
        Edge(S.IN_FLIGHT, S.FAILED, "delivery.failed"),
        Edge(S.IN_FLIGHT, S.HANDED_OVER, "delivery.handed_over"),
        Edge(S.QUEUED, S.HANDED_OVER, "delivery.handed_over"),
        Edge(S.PAUSED, S.HANDED_OVER, "delivery.handed_over"),
        Edge(S.FAILED, S.HANDED_OVER, "delivery.handed_over"),
        Edge(S.REJECTED, S.HANDED_OVER, "delivery.handed_over"),
        Edge(S.PARKED, S.HANDED_OVER, "delivery.handed_over"),
        Edge(S.HANDED_OVER, S.DELIVERED, "delivery.delivered"),
        Edge(S.HANDED_OVER, S.REJECTED, "delivery.rejected"),
        Edge(S.HANDED_OVER, S.FAILED, "delivery.failed"),
        Edge(S.PAUSED, S.QUEUED, "delivery.resumed"),
        Edge(S.PAUSED, S.DELIVERED, "delivery.delivered"),
        Edge(S.FAILED, S.QUEUED, "delivery.requeued"),
        Edge(S.FAILED, S.DELIVERED, "delivery.delivered"),
        Edge(S.REJECTED, S.QUEUED, "delivery.requeued"),
        Edge(S.REJECTED, S.DELIVERED, "delivery.delivered"),
        Edge(S.QUEUED, S.PARKED, "delivery.parked"),
        Edge(S.PAUSED, S.PARKED, "delivery.parked"),
        Edge(S.FAILED, S.PARKED, "delivery.parked"),
        Edge(S.REJECTED, S.PARKED, "delivery.parked"),
        Edge(S.PARKED, S.QUEUED, "delivery.requeued"),
        Edge(S.PARKED, S.DELIVERED, "delivery.delivered"),
    )
)
OPEN = frozenset({S.QUEUED, S.IN_FLIGHT, S.PAUSED, S.HANDED_OVER})
# What others must hear of: the case moves on, or a person has to look.
ANNOUNCED = frozenset({"delivery.delivered", "delivery.rejected", "delivery.failed", "delivery.paused"})
