"""Whatever comes in whatever order: a city is live only if a second person approved, and nothing was red at the moment."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from config import opening
from onboarding.golive import operations
from onboarding.golive.models import LiveRequest
from onboarding.golive.operations import UnableToGoLive
from onboarding.golive.states import OPEN
from tenants.binding import bind
from tests.interface.golive.conftest import findings
from tests.interface.golive.test_going_live import stage_of
from tests.support.fleet import put

STEPS = some.sampled_from(["request", "approve", "withdraw", "reject", "red", "green", "moment", "hour"])

DAYS = count()  # each example is later than the one before: an older look says nothing


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=some.lists(STEPS, min_size=3, max_size=14))
def test_only_what_is_approved_and_green_goes_live(
    steps: list[str], offenbach: Any, official: Any, looked: Any, agreed: Any, at: Any, monkeypatch: Any
) -> None:
    from accounts.staff.models import Staff

    with bind(offenbach), transaction.atomic():
        Staff.objects.filter(email="mo@offenbach.example").delete()
        mo = Staff.objects.create(email="mo@offenbach.example", name="Mo", roles=["owner"])
        for row in LiveRequest.objects.filter(state__in=sorted(OPEN)):
            operations.withdraw(number=row.number, by=mo, at=at)
    put(offenbach, "onboarding")
    moment, red, approved = at + timedelta(days=next(DAYS)), False, False
    looked(offenbach, moment)
    agreed(offenbach, mo.id, moment)
    for step in steps:
        moment += timedelta(minutes=1)
        if step == "hour":
            moment += timedelta(hours=1)
        elif step in ("red", "green"):
            red = step == "red"
            looked(offenbach, moment, red="site.texts" if red else "")
        elif step == "moment":
            monkeypatch.setattr(opening, "measure", lambda *, at, red=red: findings(red="site.texts" if red else ""))
            went = opening.open_city(offenbach, at=moment)
            assert went == (approved and not red)
            assert (stage_of(offenbach) == "live") is went
            if went:
                break
            approved = False
        else:
            done = _do(offenbach, step, mo, moment)
            approved = (approved or step == "approve") and step not in ("withdraw", "reject") if done else approved
            assert not (done and step == "request" and (red or approved))
    with bind(offenbach):
        assert LiveRequest.objects.filter(state__in=sorted(OPEN)).count() <= 1


def _do(city: Any, step: str, mo: Any, moment: Any) -> bool:
    with bind(city):
        row = operations.current()
        number = row.number if row else 1
        try:
            if step == "request":
                operations.request(wished_for=None, by=mo, at=moment)
            elif step == "approve":
                operations.approve(number=number, by="ops@zusage.example", at=moment)
            elif step == "withdraw":
                operations.withdraw(number=number, by=mo, at=moment)
            else:
                before = row.state if row else ""
                operations.reject(number=number, by="ops@zusage.example", reason="Noch nicht.", at=moment)
                return before in OPEN
        except UnableToGoLive:
            return False
    return True
