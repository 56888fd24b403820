"""What is left of a case whose contents went after its handover: its number, its days, and whom to ask."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from configuration.authority import Authority
from configuration.queries import in_force
from connectors import queries as deliveries
from declarations.models import Declaration, Erasure
from declarations.operations import HANDED_OVER
from declarations.states import State


@dataclass(frozen=True)
class Stone:
    """``authority``: as it is called now. ``handed_over_at``: when its system had confirmed all of it."""

    reference: str
    authority: str
    submitted_at: datetime | None
    handed_over_at: datetime | None
    erased_at: datetime


def is_stone() -> Q:
    """A condition for queries over cases."""
    return Q(state=State.ERASED) & Q(Exists(Erasure.objects.filter(case_id=OuterRef("pk"), reason=HANDED_OVER)))


def of(case_id: uuid.UUID, *, at: datetime) -> Stone | None:
    """None for a case that is there, and for one that was erased for another reason."""
    case = Declaration.objects.filter(is_stone(), id=case_id).first()
    if case is None:
        return None
    erased = Erasure.objects.get(case_id=case_id)
    name = in_force(at=at).section(Authority).name
    return Stone(case.reference or "", name, case.submitted_at, deliveries.arrived_at(case_id), erased.at)
