"""At the moment that a city wished for and the operator approved: look again, move it, tell both sides.

The city's own row is the truth; what stands in ``public`` only says where to look. *Begin* (in the city) → *move* (in
``public``) → *finish* (in the city): whoever dies in between is followed by the next turn, which goes on from there.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from config.reports import report_progress
from configuration.readiness import measure
from connectors.addressing import REAL
from onboarding.golive import operations as golive
from onboarding.golive.states import State
from onboarding.readiness import operations as readiness
from onboarding.rollout import news, starts, tasks
from tenants import life
from tenants.binding import bind, bind_public
from tenants.life import UnableToChangeCity
from tenants.models import City, Stage

log = logging.getLogger("zusage.opening")
BY = "golive"


def open_due(*, at: datetime) -> int:
    """Answers how many cities went live or into the pilot. Outside any transaction; one city's trouble does not stop the next."""
    with bind_public():
        due = starts.due(at=at)
    return sum(_tried(city, at) for city in due)


def hand_on(*, at: datetime) -> None:
    """Mails to the operator's side go to the workers. One look in ``public`` where nothing waits."""
    with bind_public():
        waiting = news.anything_due(at=at)
    if waiting:
        tasks.send_start_mails.send()


def _tried(city: City, at: datetime) -> bool:
    try:
        opened = open_city(city, at=at)
    except Exception as error:  # the others are not made to wait for it; the next turn tries again
        log.error("city %s could not be opened: %s", city.slug, type(error).__name__)
        return False
    report_progress(city, at=at)
    return opened


def open_city(city: City, *, at: datetime) -> bool:
    """Whether it went live now, or into the pilot. Nothing that is red, not accepted, withdrawn or rejected by now goes live."""
    with bind(city), transaction.atomic():
        row = golive.current()
    if row is not None and row.state == State.OPENING and _stage(city) == row.target:
        return _finish(city, row.number, at)
    if row is None or row.state not in (State.APPROVED, State.OPENING) or (row.opens_at or at) > at:
        return False
    with bind(city):
        readiness.note(measure(at=at), at=at, live=city.stage in REAL)
        begun = golive.begin(at=at)
    return begun is not None and _move(city, begun, at)


def _move(city: City, begun: Any, at: datetime) -> bool:
    """From being set up it goes by way of the rehearsal: from there alone it leads to the pilot and to being live."""
    try:
        if _stage(city) == Stage.ONBOARDING:
            life.move_to(slug=city.slug, stage=Stage.REHEARSAL, at=at, by=BY)
        life.move_to(slug=city.slug, stage=Stage(begun.target), at=at, by=begun.decided_by)
    except UnableToChangeCity as refusal:
        with bind(city):
            golive.stop(number=begun.number, codes=[refusal.code], at=at)
        return False
    return _finish(city, begun.number, at)


def _finish(city: City, number: int, at: datetime) -> bool:
    with bind(city):
        golive.finish(number=number, at=at)
    return True


def _stage(city: City) -> str:
    with bind_public():
        return str(City.objects.values_list("stage", flat=True).get(pk=city.pk))
