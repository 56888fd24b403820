"""Whether the configuration that is in force, or drafted, went through a rehearsal."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from configuration import drafting, versions
from configuration.document import UnableToConfigure
from configuration.readiness import Finding, probe
from kernel.clock import german_day
from onboarding.rehearsal import runs
from onboarding.rehearsal.steps.beginning import stand_of
from ui.formats import long_date

PASSED = "rehearsal.passed"


@probe(PASSED)
def rehearsal_passed(*, at: datetime) -> Finding:
    stands = {stand_of(versions.typed(versions.at_moment(at)))} | _drafted()
    found = runs.passed(stands=stands)
    if found is not None:
        text = _("Die Probe vom %(day)s ist mit diesen Einstellungen gut gegangen.")
        return Finding(PASSED, True, text % {"day": long_date(german_day(found.ordered_at))})
    if runs.latest() is None:
        return Finding(PASSED, False, _("Es gab noch keine Probe. Starten Sie eine."), "never_rehearsed")
    return Finding(
        PASSED,
        False,
        _("Mit diesen Einstellungen ist noch keine Probe gut gegangen. Starten Sie eine neue."),
        "not_passed",
    )


def _drafted() -> set[str]:
    try:
        return {stand_of(drafting.current().raw())}
    except UnableToConfigure:
        return set()
