"""Whom an authority belongs to: a wave, and somebody of the operator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from onboarding.rollout.actions.base import Action, Answers, Step, from_to
from onboarding.rollout.actions.moving import AS_IT_IS
from onboarding.rollout.board import Line
from onboarding.rollout.choosing import NONE
from onboarding.rollout.models import Authority, Wave
from ui import fields
from ui.forms import Form

NO_WAVE = _("keine Welle")
NOBODY = _("niemand")
UNLISTED = _("Diese Behörde steht nicht in der Liste.")


class IntoWave(Action):
    name = "welle"
    trail_code = "authority.wave"
    title = _("Einer Welle zuordnen")
    effect = _("Die Welle sagt, wann eine Behörde an der Reihe ist. An der Stadt selbst ändert sich nichts.")

    def form(self, lines: Sequence[Line], data: QueryDict | None = None) -> Form:
        return _WaveForm(data)

    def plan(self, lines: Sequence[Line], answers: Answers) -> list[Step]:
        wave = None if answers["wave"] == NONE else Wave.objects.get(pk=answers["wave"])
        return [_step(line, line.authority.wave, wave, NO_WAVE) for line in lines]

    def do(self, step: Step, answers: Answers, *, by: str, at: datetime) -> dict[str, Any]:
        before = step.line.authority.wave
        Authority.objects.filter(pk=step.line.authority.pk).update(wave=step.given)
        return {"from": before.name if before else "", "to": step.given.name if step.given else ""}


class LookedAfterBy(Action):
    name = "zustaendig"
    trail_code = "authority.owner"
    title = _("Zuständigkeit ändern")
    effect = _("Wer sich im Betrieb um die Behörde kümmert, steht in der Liste.")

    def form(self, lines: Sequence[Line], data: QueryDict | None = None) -> Form:
        return _OwnerForm(data, initial={"owner": lines[0].authority.owner if len(lines) == 1 else ""})

    def plan(self, lines: Sequence[Line], answers: Answers) -> list[Step]:
        return [_step(line, line.authority.owner, answers["owner"], NOBODY) for line in lines]

    def do(self, step: Step, answers: Answers, *, by: str, at: datetime) -> dict[str, Any]:
        Authority.objects.filter(pk=step.line.authority.pk).update(owner=step.given)
        return {}


class _WaveForm(Form):
    wave = fields.RadioField(label=_("Welle"))

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        waves = [(str(wave.pk), wave.name) for wave in Wave.objects.order_by("planned_on", "name")]
        field: Any = self.fields["wave"]
        field.choices = [*waves, (NONE, _("keine: aus der Welle nehmen"))]


class _OwnerForm(Form):
    owner = fields.TextField(
        label=_("Wer kümmert sich?"), required=False, max_length=120, width=20, help_text=_("Name oder Team im Betrieb")
    )


def _step(line: Line, before: Any, after: Any, nothing: Any) -> Step:
    if line.authority.pk is None:
        return Step(line, refused=UNLISTED)
    if before == after:
        return Step(line, refused=AS_IT_IS)
    shown = [getattr(value, "name", value) or nothing for value in (before, after)]
    return Step(line, from_to(*shown), given=after)
