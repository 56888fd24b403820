"""What operators do to cities and authorities, one or many at once. Each says beforehand what it will do."""

from __future__ import annotations

from onboarding.rollout.actions.base import Action
from onboarding.rollout.actions.belonging import IntoWave, LookedAfterBy
from onboarding.rollout.actions.inviting import Invite, Renew
from onboarding.rollout.actions.moving import ChangeRing, MoveStage, Suspend
from onboarding.rollout.actions.twin import Twin

ACTIONS: dict[str, Action] = {
    action.name: action for action in (IntoWave(), Invite(), Renew(), MoveStage(), ChangeRing(), Suspend(), Twin(), LookedAfterBy())
}  # fmt: skip
