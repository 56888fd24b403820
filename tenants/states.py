"""The life of a city: which stage may follow which. ``tenants.life.move_to`` is the only way along these edges."""

from __future__ import annotations

from django.db import models

from kernel.transitions import Edge, Transitions


class Stage(models.TextChoices):
    PROSPECT = "prospect"
    ONBOARDING = "onboarding"
    REHEARSAL = "rehearsal"
    PILOT = "pilot"
    LIVE = "live"
    SUSPENDED = "suspended"
    OFFBOARDED = "offboarded"


State = Stage
RESUMED, RESTORED = "city.resumed", "city.restored"

# From the pilot on real people's cases are there: no way back to a stage without them, and out only through a pause.
TRANSITIONS = Transitions([
    Edge(Stage.PROSPECT, Stage.ONBOARDING, "city.invited"),
    Edge(Stage.PROSPECT, Stage.OFFBOARDED, "city.left"),
    Edge(Stage.ONBOARDING, Stage.PROSPECT, "city.postponed"),
    Edge(Stage.ONBOARDING, Stage.REHEARSAL, "city.rehearsing"),
    Edge(Stage.ONBOARDING, Stage.SUSPENDED, "city.suspended"),
    Edge(Stage.ONBOARDING, Stage.OFFBOARDED, "city.left"),
    Edge(Stage.REHEARSAL, Stage.ONBOARDING, "city.set_up_again"),
    Edge(Stage.REHEARSAL, Stage.PILOT, "city.piloting"),
    Edge(Stage.REHEARSAL, Stage.LIVE, "city.went_live"),
    Edge(Stage.REHEARSAL, Stage.SUSPENDED, "city.suspended"),
    Edge(Stage.REHEARSAL, Stage.OFFBOARDED, "city.left"),
    Edge(Stage.PILOT, Stage.LIVE, "city.went_live"),
    Edge(Stage.PILOT, Stage.SUSPENDED, "city.suspended"),
    Edge(Stage.LIVE, Stage.SUSPENDED, "city.suspended"),
    Edge(Stage.SUSPENDED, Stage.ONBOARDING, RESUMED),
    Edge(Stage.SUSPENDED, Stage.REHEARSAL, RESUMED),
    Edge(Stage.SUSPENDED, Stage.PILOT, RESUMED),
    Edge(Stage.SUSPENDED, Stage.LIVE, RESUMED),
    Edge(Stage.SUSPENDED, Stage.OFFBOARDED, "city.left"),
    Edge(Stage.OFFBOARDED, Stage.SUSPENDED, RESTORED),
])  # fmt: skip

# A rehearsal twin only rehearses, rests or goes.
OF_TWINS = frozenset({Stage.REHEARSAL, Stage.SUSPENDED, Stage.OFFBOARDED})
# Real people's cases are taken.
REAL_CASES = frozenset({Stage.PILOT, Stage.LIVE})
# A stage that a suspended city goes back to.
ACTIVE = TRANSITIONS.targets(Stage.SUSPENDED) - {Stage.OFFBOARDED}
