"""The rehearsal twin: ordered, parked, woken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from onboarding.rollout.actions.base import Action, Answers, Step, from_to, why_not
from onboarding.rollout.actions.moving import AS_IT_IS, NOT_WITH_US
from onboarding.rollout.board import Line
from onboarding.rollout.words import STAGES
from tenants import life, orders, twins
from tenants.models import City, Stage
from tenants.twins import UnableToMakeTwin
from ui import fields
from ui.forms import Form

MAKE, PARK, WAKE = "anlegen", "parken", "wecken"
HAS_ONE = _("Die Stadt hat schon einen Zwilling.")


class Twin(Action):
    name = "zwilling"
    title = _("Zwilling anlegen, parken, wecken")
    effect = _(
        "Der Zwilling ist die Probe der Stadt unter eigener Adresse: ohne echte Daten, und nichts verlässt das Haus."
    )

    def form(self, lines: Sequence[Line], data: QueryDict | None = None) -> Form:
        return _TwinForm(data)

    def plan(self, lines: Sequence[Line], answers: Answers) -> list[Step]:
        cities = [line.city.pk for line in lines if line.city]
        found = {twin.twin_of_id: twin for twin in City.objects.filter(twin_of__in=cities)}
        check = {MAKE: _make, PARK: _park, WAKE: _wake}[answers["do"]]
        return [
            check(line, found.get(line.city.pk)) if line.city else Step(line, refused=NOT_WITH_US) for line in lines
        ]

    def do(self, step: Step, answers: Answers, *, by: str, at: datetime) -> dict[str, Any]:
        slug = step.given
        if answers["do"] == MAKE:
            return {"order": orders.place(kind="create_twin", payload={"slug": slug}, by=by, at=at).pk}
        stage = Stage.SUSPENDED if answers["do"] == PARK else Stage.REHEARSAL
        life.move_to(slug=slug, stage=stage, at=at, by=by)
        return {"to": str(stage)}

    def code(self, answers: Answers) -> str:
        return {MAKE: "twin.ordered", PARK: "twin.parked", WAKE: "twin.woken"}[answers["do"]]


class _TwinForm(Form):
    do = fields.RadioField(
        label=_("Was soll geschehen?"),
        choices=[
            (MAKE, _("Zwilling anlegen")),
            (PARK, _("Zwilling parken")),
            (WAKE, _("Zwilling wecken")),
        ],
        hints={
            MAKE: _("In wenigen Sekunden ist er da, mit der Einrichtung der Stadt."),
            PARK: _("Er ruht und verliert nichts."),
            WAKE: _("Er probt weiter."),
        },
    )


def _make(line: Line, twin: City | None) -> Step:
    assert line.city is not None  # noqa: S101  asked only for cities
    if twin is not None:
        return Step(line, refused=HAS_ONE)
    try:
        twins.check_twin(line.city.slug)
    except UnableToMakeTwin as refusal:
        return Step(line, refused=why_not(refusal.code))
    return Step(line, f"{line.city.slug}{twins.TWIN_ENDING}", given=line.city.slug)


def _park(line: Line, twin: City | None) -> Step:
    return _moved(line, twin, Stage.SUSPENDED)


def _wake(line: Line, twin: City | None) -> Step:
    return _moved(line, twin, Stage.REHEARSAL)


def _moved(line: Line, twin: City | None, stage: Stage) -> Step:
    if twin is None:
        return Step(line, refused=why_not("no_twin"))
    if twin.stage == stage:
        return Step(line, refused=AS_IT_IS)
    if stage not in life.may_move_to(twin):
        return Step(line, refused=why_not("not_allowed"))
    return Step(line, from_to(STAGES[twin.stage], STAGES[stage]), given=twin.slug)
