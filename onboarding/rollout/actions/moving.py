"""Where a city stands, and when releases reach it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from onboarding.rollout.actions.base import Action, Answers, Step, from_to, why_not
from onboarding.rollout.board import Line
from onboarding.rollout.words import RINGS, STAGES
from tenants import life
from tenants.models import Ring, Stage
from tenants.states import TRANSITIONS
from ui import fields
from ui.forms import Form

NOT_WITH_US = _("Diese Behörde hat noch keine Stadt bei uns.")
AS_IT_IS = _("Ist schon so.")
BY_REQUEST = _("Echte Anträge nimmt eine Stadt nur auf ihren Antrag an, mit Ihrer Freigabe unter „Starts“.")
REAL = (Stage.PILOT, Stage.LIVE)  # with real cases: an accepted agreement and a second person
EFFECTS: dict[str, Any] = {
    Stage.PROSPECT: _("Die Stadt wird zurückgestellt."),
    Stage.ONBOARDING: _("Die Stadt richtet sich ein."),
    Stage.REHEARSAL: _("Die Stadt probt: Noch ist sie nicht öffentlich angekündigt."),
    Stage.PILOT: _("Ausgewählte Menschen stellen echte Anträge. Zurück in den Probelauf geht es dann nicht mehr."),
    Stage.LIVE: _("Die Stadt ist für alle offen. Ihr Zwilling wird geparkt."),
    Stage.OFFBOARDED: _(
        "Die Adresse führt nur noch zu einem Abschied. Gelöscht wird damit nichts. Ein Zwilling geht mit."
    ),
}
SUSPENDING = _(
    "Die Seiten der Stadt zeigen nur noch, dass der Dienst ruht. Angefangene und laufende Fälle bleiben erhalten."
)


class MoveStage(Action):
    name = "stand"
    trail_code = "city.stage"
    title = _("Stand ändern")

    def form(self, lines: Sequence[Line], data: QueryDict | None = None) -> Form:
        return _StageForm(data, lines=lines)

    def plan(self, lines: Sequence[Line], answers: Answers) -> list[Step]:
        return [_step(line, Stage(answers["stage"])) for line in lines]

    def do(self, step: Step, answers: Answers, *, by: str, at: datetime) -> dict[str, Any]:
        return _move(step, Stage(answers["stage"]), by, at)

    def effect_of(self, answers: Answers) -> Any:
        return EFFECTS.get(answers["stage"], "")


class Suspend(Action):
    name = "aussetzen"
    trail_code = "city.suspended"
    title = _("Aussetzen")
    effect = SUSPENDING

    def form(self, lines: Sequence[Line], data: QueryDict | None = None) -> Form:
        return _ReasonForm(data)

    def plan(self, lines: Sequence[Line], answers: Answers) -> list[Step]:
        return [_step(line, Stage.SUSPENDED) for line in lines]

    def do(self, step: Step, answers: Answers, *, by: str, at: datetime) -> dict[str, Any]:
        return {**_move(step, Stage.SUSPENDED, by, at), "reason": answers["reason"]}


class ChangeRing(Action):
    name = "ring"
    trail_code = "city.ring"
    title = _("Ring ändern")
    effect = _(
        "Der Ring sagt, wann neue Fassungen die Stadt erreichen: erst die Vorhut, dann die Pilotstädte, dann alle."
    )

    def form(self, lines: Sequence[Line], data: QueryDict | None = None) -> Form:
        return RingForm(data)

    def plan(self, lines: Sequence[Line], answers: Answers) -> list[Step]:
        return [_ring_step(line, answers["ring"]) for line in lines]

    def do(self, step: Step, answers: Answers, *, by: str, at: datetime) -> dict[str, Any]:
        assert step.line.city is not None  # noqa: S101  the plan has refused the others
        before = str(step.line.city.ring)
        life.set_ring(slug=step.line.city.slug, ring=Ring(answers["ring"]))
        return {"from": before, "to": answers["ring"]}


class RingForm(Form):
    ring = fields.RadioField(label=_("Ring"), choices=list(RINGS.items()))


class _StageForm(Form):
    stage = fields.RadioField(label=_("Neuer Stand"), hints=EFFECTS)

    def __init__(self, data: QueryDict | None = None, *, lines: Sequence[Line]) -> None:
        super().__init__(data)
        there = {line.stage for line in lines if line.city}
        reachable = {target for stage in there for target in TRANSITIONS.targets(stage)} - {Stage.SUSPENDED}
        field: Any = self.fields["stage"]
        field.choices = [(stage, STAGES[stage]) for stage in Stage if stage in reachable]


class _ReasonForm(Form):
    reason = fields.TextField(
        label=_("Grund"),
        rows=3,
        max_length=300,
        help_text=_("Für das Protokoll. Nennen Sie keine Namen von Antragstellenden."),
    )


def _step(line: Line, stage: Stage) -> Step:
    if line.city is None:
        return Step(line, refused=NOT_WITH_US)
    if line.city.stage == stage:
        return Step(line, refused=AS_IT_IS)
    if stage not in life.may_move_to(line.city):
        return Step(line, refused=why_not("not_allowed"))
    if stage in REAL and line.stage != Stage.SUSPENDED:
        return Step(line, refused=BY_REQUEST)
    return Step(line, from_to(STAGES[line.stage], STAGES[stage]))


def _move(step: Step, stage: Stage, by: str, at: datetime) -> dict[str, Any]:
    assert step.line.city is not None  # noqa: S101  the plan has refused the others
    life.move_to(slug=step.line.city.slug, stage=stage, at=at, by=by)
    return {"from": step.line.stage, "to": str(stage)}


def _ring_step(line: Line, ring: str) -> Step:
    if line.city is None:
        return Step(line, refused=NOT_WITH_US)
    if line.city.ring == ring:
        return Step(line, refused=AS_IT_IS)
    return Step(line, from_to(RINGS[line.city.ring], RINGS[ring]))
