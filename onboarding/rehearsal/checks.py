"""Whether the configuration that is in force went through a rehearsal. A draft counts once it is published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from configuration import document, drafting, versions
from configuration.document import UnableToConfigure
from configuration.readiness import Finding, probe
from kernel.clock import german_day
from onboarding.rehearsal import runs, working
from onboarding.rehearsal.models import PassedSettings
from onboarding.rehearsal.stands import stand_of
from ui.formats import long_date

PASSED = "rehearsal.passed"


@probe(PASSED)
def rehearsal_passed(*, at: datetime) -> Finding:
    """Once real people are served it is advice: what they did there proves more."""
    found = runs.passed(stand_of(versions.at_moment(at).document))
    if found is not None:
        text = _("Die Probe vom %(day)s ist mit diesen Einstellungen gut gegangen.")
        return Finding(PASSED, True, _on_day(text, found))
    before = runs.last_passed()
    if working.is_in_use():
        return Finding(PASSED, True, _advice(before), needed=False)
    if _draft_passed():
        text = _("Ihr Entwurf ist geprobt, gilt aber noch nicht. Veröffentlichen Sie ihn.")
        return Finding(PASSED, False, text, "only_draft_passed")
    if before is None and runs.latest() is None:
        return Finding(PASSED, False, _("Es gab noch keine Probe. Starten Sie eine."), "never_rehearsed")
    return Finding(
        PASSED,
        False,
        _("Mit diesen Einstellungen ist noch keine Probe gut gegangen. Starten Sie eine neue."),
        "not_passed",
    )


def _advice(before: PassedSettings | None) -> Any:
    if before is None:
        return _("Sie nehmen schon echte Anträge an. Eine Probe ist nicht nötig, aber ein guter Rat.")
    text = _(
        "Seit der Probe vom %(day)s haben sich Einstellungen geändert. Eine neue ist nicht nötig, aber ein guter Rat."
    )
    return _on_day(text, before)


def _on_day(text: Any, passed: PassedSettings) -> str:
    told: str = text % {"day": long_date(german_day(passed.last_at))}
    return told


def _draft_passed() -> bool:
    try:
        return runs.passed(stand_of(document.parse(drafting.current().raw()))) is not None
    except UnableToConfigure:
        return False
