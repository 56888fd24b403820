"""The trail of what operators do: one line per action, in the transaction of the action itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from onboarding.rollout.models import OperatorAction


def record(request: HttpRequest, action: str, *, city: str = "", at: datetime, **details: Any) -> None:
    """Joins the caller's transaction. ``action`` is a dotted code, ``details`` are codes and counts, never persons."""
    who = request.operator.email  # type: ignore[attr-defined]  # set by the guard of the view
    OperatorAction.objects.create(at=at, operator=who, action=action, city=city, details=details)


@dataclass(frozen=True)
class Wanted:
    """What the page of the trail is asked for; empty is everything."""

    action: str = ""
    city: str = ""
    operator: str = ""


def search(wanted: Wanted) -> QuerySet[OperatorAction]:
    """The newest first. ``action`` finds its parts too: „city“ finds „city.moved“."""
    found = OperatorAction.objects.order_by("-at", "-id")
    if wanted.action:
        found = found.filter(action__startswith=wanted.action)
    if wanted.city:
        found = found.filter(city=wanted.city)
    if wanted.operator:
        found = found.filter(operator__icontains=wanted.operator)
    return found
