"""Doing what was confirmed: each line by itself, all of it in one transaction, every line in the trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from kernel.codes import new_reference
from kernel.errors import Refusal
from onboarding.rollout import trail
from onboarding.rollout.actions.base import Action, Answers, Step
from onboarding.rollout.models import OperatorAction

REMEMBERED = timedelta(days=1)


def perform(request: HttpRequest, action: Action, steps: Sequence[Step], answers: Answers, *, at: datetime) -> str:
    """Answers the reference under which the trail holds what was done. What is refused by now does not stop the rest."""
    batch, by = new_reference(8), request.operator.email  # type: ignore[attr-defined]  # set by the guard
    with transaction.atomic():
        for step in steps:
            if step.refused:
                continue
            try:
                with transaction.atomic():
                    details = action.do(step, answers, by=by, at=at)
            except Refusal as refusal:
                details = {"refused": refusal.code}
            city = step.line.city.slug if step.line.city else ""
            known = {"authority": step.line.authority.code, "batch": batch}
            trail.record(request, action.code(answers), city=city, at=at, **known, **details)
    return batch


def done(batch: str, *, at: datetime) -> QuerySet[OperatorAction]:
    """What was done under this reference; after a day the trail alone tells."""
    return OperatorAction.objects.filter(at__gte=at - REMEMBERED, details__batch=batch).order_by("id")
