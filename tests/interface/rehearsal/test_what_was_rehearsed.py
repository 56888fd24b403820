"""Which settings went well in a rehearsal: it lasts, it is about what a rehearsal sees, and it is advice once people are served."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from configuration import document, drafting, versions
from configuration.operations import publish
from configuration.readiness import Finding
from kernel.clock import now
from onboarding.rehearsal import runs, stands, tidying, working
from onboarding.rehearsal.checks import rehearsal_passed
from onboarding.rehearsal.models import PassedSettings, Run, Step
from onboarding.rehearsal.stands import stand_of
from onboarding.rehearsal.states import Outcome, State
from tenants.binding import bind, bind_public
from tenants.models import City, StageChange
from tests.support.fleet import put

DAY = timedelta(days=1)
Raw = dict[str, Any]


@pytest.fixture(autouse=True)
def clock(at: datetime) -> Iterator[Any]:
    with time_machine.travel(at + timedelta(minutes=1), tick=True) as traveller:
        yield traveller


@pytest.fixture
def staged(offenbach: Any) -> Iterator[Callable[[str], None]]:
    with bind_public():
        before = City.objects.values_list("stage", flat=True).get(pk=offenbach.pk)
    yield lambda stage: put(offenbach, stage)
    put(offenbach, before)


def _typed(city: Any) -> Raw:
    with bind(city):
        return versions.typed(versions.at_moment(now()))


def _publish(city: Any, section: str, **changed: Any) -> None:
    raw = _typed(city)
    with bind(city), transaction.atomic():
        publish(raw=raw | {section: raw[section] | changed}, author="x", at=now())


def _draft(city: Any, section: str, **changed: Any) -> None:
    with bind(city), transaction.atomic():
        there = drafting.section_of(section)
        by = drafting.Editor(1, "Mika")
        drafting.save(name=section, value=there.value | changed, seen=there.stand, by=by, at=now())


def _rehearse(city: Any, raw: Raw | None = None, *, outcome: str = Outcome.DONE, when: datetime | None = None) -> Run:
    """A run with these settings, from its order to its end."""
    when = when or now()
    stand = stand_of(document.parse(raw or _typed(city)))
    with bind(city), transaction.atomic():
        run = runs.order(staff_id=1, name="Dominique Anfang", with_draft=raw is not None, at=when)
        run.stand, run.version = stand, 1
        run.save()
        for place, name in enumerate(("hand_in", "receipt", "desk", "decision")):
            Step.objects.create(run=run, place=place, name=name, started_at=when, ended_at=when, outcome=outcome)
        working._end(run, when)
    return run


def _found(city: Any, at: datetime | None = None) -> Finding:
    with bind(city):
        return rehearsal_passed(at=at or now())


def _code(city: Any) -> str:
    return _found(city).code


def test_it_knows_whether_what_holds_was_rehearsed(offenbach: Any, wiesbaden: Any) -> None:
    assert _code(offenbach) == "never_rehearsed"
    assert _rehearse(offenbach, outcome=Outcome.FAILED).state == State.FAILED
    assert _code(offenbach) == "not_passed"
    assert _rehearse(offenbach).state == State.PASSED
    assert _code(offenbach) == ""
    assert _code(wiesbaden) == "never_rehearsed"
    _publish(offenbach, "fees", postage_cents=321)
    assert _code(offenbach) == "not_passed"


def test_that_it_passed_outlives_the_run(offenbach: Any) -> None:
    run = _rehearse(offenbach)
    with bind(offenbach):
        tidying.tidy(run_id=run.id, at=now() + 31 * DAY)
        assert not Run.objects.exists()
        assert not Step.objects.exists()
    assert _found(offenbach, now() + 180 * DAY).ready


def test_what_stays_of_a_run_is_one_row_for_the_settings_and_names_nobody(offenbach: Any, at: datetime) -> None:
    _rehearse(offenbach, when=at)
    _rehearse(offenbach, when=at + DAY)
    with bind(offenbach):
        kept = PassedSettings.objects.get()
        assert (kept.version, kept.first_at, kept.last_at) == (1, at, at + DAY)
        assert {field.name for field in PassedSettings._meta.fields} == {
            "id", "stand", "version", "first_at", "last_at",
        }  # fmt: skip


def test_a_rehearsed_draft_counts_once_it_is_published(offenbach: Any) -> None:
    _draft(offenbach, "fees", postage_cents=321)
    raw = _typed(offenbach)
    raw["fees"]["postage_cents"] = 321
    _rehearse(offenbach, raw)
    found = _found(offenbach)
    assert (found.ready, found.code) == (False, "only_draft_passed")
    _publish(offenbach, "fees", postage_cents=321)
    assert _found(offenbach).ready


def test_a_draft_with_a_fault_does_not_break_the_answer(offenbach: Any) -> None:
    _rehearse(offenbach)
    _publish(offenbach, "fees", postage_cents=321)
    _draft(offenbach, "fees", postage_cents="viel")
    assert _code(offenbach) == "not_passed"


def test_a_published_section_that_todays_code_refuses_does_not_break_the_answer(offenbach: Any) -> None:
    with bind(offenbach):
        stored = dict(versions.at_moment(now()).document)
    before = stand_of(stored)
    stored["fees"] = {**stored["fees"], "value": {**stored["fees"]["value"], "postage_cents": -1}}
    assert stand_of(stored) != before


@pytest.mark.parametrize(
    ("section", "changed"),
    [
        ("authority", {"phone": "069 1"}),
        ("branding", {"initials": "OF"}),
        ("payments", {"account": "acct_other"}),
        ("declarations", {"target_days": 27}),
        ("casework", {"remedy": "Gegen diesen Bescheid können Sie Widerspruch erheben."}),
    ],
)
def test_what_a_rehearsal_cannot_see_makes_it_not_old(offenbach: Any, section: str, changed: Raw) -> None:
    _rehearse(offenbach)
    _publish(offenbach, section, **changed)
    assert _found(offenbach).ready


def test_a_closed_day_makes_it_not_old_but_other_hours_do(wiesbaden: Any) -> None:
    _rehearse(wiesbaden)
    offices = _typed(wiesbaden)["appointments"]["offices"]
    shut = {"first": "2027-02-01", "last": "2027-02-05", "reason": {"de": "Karneval"}}
    _publish(wiesbaden, "appointments", offices=[{**one, "closures": [shut]} for one in offices])
    assert _found(wiesbaden).ready
    hours = [{"days": ["mo"], "start": "08:00", "end": "09:00"}]
    _publish(wiesbaden, "appointments", offices=[{**one, "hours": hours, "breaks": []} for one in offices])
    assert not _found(wiesbaden).ready


def test_a_release_with_a_new_field_or_section_makes_it_not_old(
    offenbach: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pydantic import Field, create_model

    from billing.fees.config import FeesConfig
    from configuration.registry import Section, sections

    class Fresh(Section):
        fresh: int = 3

        @classmethod
        def section_name(cls) -> str:
            return "fresh"

    _rehearse(offenbach)
    newer = create_model("Newer", __base__=FeesConfig, tips=(list[int], Field(default_factory=lambda: [1])))
    known = {**dict(sections.items()), "fees": newer, "fresh": Fresh}
    monkeypatch.setattr(stands, "sections", known)
    monkeypatch.setattr(document, "sections", known)
    assert "tips" in _typed(offenbach)["fees"]
    assert _found(offenbach).ready
    _publish(offenbach, "fees", tips=[2])
    assert not _found(offenbach).ready


def test_ways_of_one_kind_are_told_apart_though_each_has_nothing_but_defaults(offenbach: Any) -> None:
    raw = _typed(offenbach)
    rules = [{"kind": "federal_short"}, {"kind": "full_standard_need"}, {"kind": "fixed_per_person", "amount": "900"}]
    found = {stand_of(document.parse(raw | {"credit": raw["credit"] | {"need_rule": rule}})) for rule in rules}
    assert len(found) == 3


def test_what_is_left_out_are_fields_that_there_are() -> None:
    from configuration.registry import sections

    assert set(sections.names()) >= stands.WHOLE
    for path in stands.UNSEEN:
        name, *rest = path.split(".")
        model: Any = sections.get(name)
        for part in rest:
            if part == "*":
                continue
            annotation = model.model_fields[part].annotation
            inner = [one for one in getattr(annotation, "__args__", ()) if hasattr(one, "model_fields")]
            model = inner[0] if inner else annotation


@pytest.mark.parametrize("stage", ["pilot", "live"])
def test_with_real_people_it_is_advice(offenbach: Any, staged: Callable[[str], None], stage: str) -> None:
    _rehearse(offenbach)
    _publish(offenbach, "fees", postage_cents=321)
    staged("onboarding")
    assert not _found(offenbach).ready
    staged(stage)
    found = _found(offenbach)
    assert (found.ready, found.needed) == (True, False)
    assert "guter Rat" in str(found.text)


def test_a_city_that_is_suspended_needs_none_only_if_it_had_real_people(
    offenbach: Any, staged: Callable[[str], None]
) -> None:
    staged("suspended")
    assert not _found(offenbach).ready
    with bind_public():
        StageChange.objects.create(city=offenbach, source="live", target="suspended", at=now(), by="ops")
    assert _found(offenbach).ready


def test_the_operator_hears_nothing_bad_of_a_live_city_without_a_rehearsal(
    offenbach: Any, wiesbaden: Any, staged: Callable[[str], None]
) -> None:
    from config.reports import report_city
    from onboarding.rollout.models import CityCondition

    def red() -> set[str]:
        with bind_public():
            city = City.objects.get(pk=offenbach.pk)
        report_city(city, at=now())
        with bind_public():
            found = CityCondition.objects.get(city=offenbach).findings
        return {one["probe"] for one in found if not one["ready"]}

    assert "rehearsal.passed" in red()
    staged("live")
    assert "rehearsal.passed" not in red()


def test_the_operator_sees_that_a_rehearsal_passed_and_when_for_the_first_time(
    offenbach: Any, wiesbaden: Any, at: datetime
) -> None:
    from config.reports import report_city
    from onboarding.rollout.models import CityProgress

    _rehearse(offenbach, when=at)
    _rehearse(offenbach, when=at + DAY)
    _rehearse(wiesbaden, outcome=Outcome.FAILED)
    for city in (offenbach, wiesbaden):
        report_city(city, at=at + 2 * DAY)
    with bind_public():
        assert CityProgress.objects.get(city=offenbach).first_rehearsal_passed_at == at
        assert CityProgress.objects.get(city=wiesbaden).first_rehearsal_passed_at is None


def test_a_start_long_after_the_rehearsal_is_not_stopped_by_it(offenbach: Any) -> None:
    from configuration.readiness import measure
    from onboarding.readiness import operations as readiness
    from onboarding.readiness.queries import line_of

    run, later = _rehearse(offenbach), now() + 40 * DAY
    with bind(offenbach):
        tidying.tidy(run_id=run.id, at=now() + 31 * DAY)
        readiness.note(measure(at=later), at=later, live=False)
        line = line_of("rehearsal", at=later)
    assert line is not None
    assert not line.blocks
