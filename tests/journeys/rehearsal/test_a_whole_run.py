"""One click, and a whole application goes through the twin: as people would see it, and nothing of it in the real city."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from kernel.clock import now
from onboarding.rehearsal import runs, tidying, working
from onboarding.rehearsal.models import Run, Step
from onboarding.rehearsal.states import Outcome, State
from tenants.binding import OWNER, bind, bind_owner
from tenants.twins import twin_of
from tests.journeys.rehearsal.conftest import Workers

# What a run may write in the city itself; everything else has as many rows after it as before.
OWN = {
    "onboarding_rehearsal_run",
    "onboarding_rehearsal_step",
    "onboarding_rehearsal_passedsettings",
    "outbox_outboxevent",
    "outbox_receipt",
    "audit_auditentry",
}


def order(city: Any, *, with_draft: bool = False) -> Run:
    with bind(city):
        return runs.order(staff_id=1, name="Dominique Anfang", with_draft=with_draft, at=now())


def rehearse(city: Any, workers: Workers, *, with_draft: bool = False) -> Run:
    return finish(city, order(city, with_draft=with_draft), workers)


def finish(city: Any, run: Run, workers: Workers) -> Run:
    def over() -> bool:
        with bind(city):
            return runs.under_way() is None

    workers.until(city, over)
    workers.turn(city)
    with bind(city):
        found = runs.find(run.id)
    assert found is not None
    return found


def told(city: Any, run: Run) -> dict[str, tuple[str, str]]:
    with bind(city):
        return {step.name: (step.outcome, step.code) for step in run.steps.all()}


def rows(city: Any) -> dict[str, int]:
    from django.db import connections

    from tenants.grants import city_models

    tables = {model._meta.db_table for model in city_models()} - OWN
    with bind_owner(city.schema_name), connections[OWNER].cursor() as cursor:
        found = {}
        for table in sorted(tables):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def draft(city: Any, section: str, **changes: Any) -> None:
    """The section with these fields changed, unpublished."""
    from django.db import transaction

    from configuration import drafting

    with bind(city), transaction.atomic():
        there = drafting.section_of(section)
        by = drafting.Editor(1, "Dominique Anfang")
        drafting.save(name=section, value={**there.value, **changes}, seen=there.stand, by=by, at=now())


def without_free_time(city: Any, hours: list[dict[str, Any]]) -> None:
    """A draft in which the offices are open at these hours alone."""
    from configuration import drafting

    with bind(city):
        offices = drafting.section_of("appointments").value["offices"]
    draft(city, "appointments", offices=[{**office, "hours": hours, "breaks": []} for office in offices])


def shown(city: Any, run: Run) -> dict[str, str]:
    """The film strip: what stands there, in its order, and what is said of it."""
    from onboarding.rehearsal import words

    with bind(city):
        return {line.name: line.text for line in words.lines(run)}


def test_a_whole_run_in_two_cities_and_nothing_of_it_in_either(
    cities: Any, card_reader: None, payment_service: Any, workers: Workers, mailoutbox: Any
) -> None:
    """With the simulated online ID and a test card: nothing is left out."""
    before = {city.slug: rows(city) for city in cities}
    for city in cities:
        run = rehearse(city, workers)
        found = told(city, run)
        assert run.state == State.PASSED, found
        left = {name: code for name, (outcome, code) in found.items() if outcome == Outcome.LEFT_OUT}
        assert left == {"fee": "fee_paid_before"}
        _people_saw_it(city, run)
        _test_card_was_taken(city, run, payment_service)
        _twin_is_left_in_order(city)
        print(f"{city.slug}: {runs.seconds_of(run):.1f} s")
    assert {city.slug: rows(city) for city in cities} == before
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("when", "step", "says"),
    [
        ("none", "payment", "Ihre Stadt nimmt keine Gebühr."),
        ("after_decision", "fee", "Bezahlt wurde ohne Geld"),
        ("at_pickup", "fee", "Ihre Sachbearbeitung hat die Gebühr am Schalter angenommen"),
    ],
)
def test_the_fee_is_paid_when_the_city_takes_it(
    offenbach: Any, served: int, workers: Workers, when: str, step: str, says: str
) -> None:
    from billing.payments.models import Payment

    draft(offenbach, "fees", when=when)
    run = rehearse(offenbach, workers, with_draft=True)
    assert run.state == State.PASSED, told(offenbach, run)
    strip = shown(offenbach, run)
    assert {"payment", "fee"} & set(strip) == {step}
    assert strip[step].startswith(says)
    names = list(strip)
    assert step == "payment" or names.index("decision") < names.index("fee") < names.index("visit")
    assert told(offenbach, run)["visit"] == (Outcome.DONE, "")
    twin = twin_of(offenbach.slug)
    assert twin is not None
    with bind(twin):
        assert [row.state for row in Payment.objects.all()] == ([] if when == "none" else ["paid"])


@pytest.mark.parametrize("way", ["own_desk", "authority_system"])
def test_a_city_without_visits_that_sends_the_paper_by_post(
    wiesbaden: Any, served: int, card_reader: None, workers: Workers, way: str
) -> None:
    draft(wiesbaden, "casework", delivery="post", way=way)
    draft(wiesbaden, "appointments", booking="none")
    draft(wiesbaden, "declarations", modes=["online_binding"], purposes=["business"])
    run = rehearse(wiesbaden, workers, with_draft=True)
    strip = shown(wiesbaden, run)
    assert run.state == State.PASSED, strip
    assert strip["visit"] == "Ihre Stadt vergibt hier keine Termine."


def _people_saw_it(city: Any, run: Run) -> None:
    with bind(city):
        seen = {step.name: step.seen for step in run.steps.all()}
        words = {name: str(views) for name, views in seen.items()}
    assert {view["who"] for views in seen.values() for view in views} == {
        "citizen",
        "clerk",
        "system",
        "answer",
        "mail",
    }
    assert "Probe-Muster" in words["review"]
    assert "Probe-Muster" in words["desk"]
    _message_is_read_as_fields(seen["delivery"])
    assert "Das Fachverfahren hat die Nachricht angenommen." in str(seen["echo"][0])
    assert "Probe: " in words["mails"]
    assert all(len(text) < 200_000 for text in words.values())
    assert run.sealed_memory is None


def _message_is_read_as_fields(views: list[dict[str, Any]]) -> None:
    """No markup, who invites before who sends; then what was answered."""
    from onboarding.rehearsal.looks import paired

    message, answer = views[:2]
    assert (message["who"], answer["who"]) == ("system", "answer")
    headings = [text for kind, text in message["blocks"] if kind == "h2"]
    assert headings.index("Gastgeber") < headings.index("Nachrichtenkopf G 2 G")
    pairs = [pair for kind, found in paired(message["blocks"]) if kind == "pairs" for pair in found]
    assert ("Privat › Familienname › Name", "Probe-Muster") in pairs
    assert not any("<" in text for _, text in message["blocks"])
    assert any(text.startswith("sandbox-") for _, text in answer["blocks"])


def _test_card_was_taken(city: Any, run: Run, service: Any) -> None:
    from onboarding.rehearsal import words

    with bind(city):
        assert "Testkarte angenommen; sie endet auf 4242" in words.told(run.steps.get(name="payment"))
    with service.world.store.work():
        account = f"acct_{city.slug}"
        assert [one["status"] for _, one in service.world.store.all_of("payment_intent", account)] == ["canceled"]
        assert list(service.world.store.all_of("charge", account)) == []
        assert list(service.world.store.all_of("balance_transaction", account)) == []


def _twin_is_left_in_order(city: Any) -> None:
    from accounts.staff.models import Staff, StaffSession

    twin = twin_of(city.slug)
    assert twin is not None
    with bind(twin):
        assert list(Staff.objects.values_list("is_active", flat=True)) == [False]
        assert not StaffSession.objects.exists()


def test_it_says_what_to_do_where_the_calendar_is_shut(wiesbaden: Any, served: int, workers: Workers) -> None:
    from onboarding.rehearsal import words

    without_free_time(wiesbaden, [{"days": ["mo"], "start": "08:00", "end": "08:05"}])
    run = rehearse(wiesbaden, workers, with_draft=True)
    assert run.state == State.FAILED
    assert told(wiesbaden, run)["visit"] == (Outcome.FAILED, "no_free_slot")
    with bind(wiesbaden):
        step = run.steps.get(name="visit")
        assert words.told(step) == ("Es gibt in den nächsten 42 Tagen keinen freien Termin. Öffnen Sie Ihren Kalender.")
        assert step.seen[0]["who"] == "citizen"


def test_a_draft_with_a_fault_is_not_rehearsed(wiesbaden: Any, workers: Workers) -> None:
    from onboarding.rehearsal import words

    without_free_time(wiesbaden, [{"days": ["mo"], "start": "18:00", "end": "08:00"}])
    run = rehearse(wiesbaden, workers, with_draft=True)
    assert told(wiesbaden, run) == {"twin": (Outcome.FAILED, "draft_faulty")}
    with bind(wiesbaden):
        assert "Termine" in words.told(run.steps.get())


def test_a_worker_that_died_is_replaced_and_a_run_that_fails_at_the_payment_says_so(
    offenbach: Any, served: int, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    from billing.providers.base import ProviderUnavailable
    from billing.providers.rehearsal.adapter import RehearsalProvider

    def away(*_: Any) -> Any:
        raise ProviderUnavailable("away")

    monkeypatch.setattr(RehearsalProvider, "start", away)
    run = order(offenbach)
    with bind(offenbach):  # claimed, and then the power failed
        claim = working._claim(run.id, now())
        assert claim is not None
        assert working._claim(run.id, now()) is None
        Run.objects.update(claimed_until=now() - timedelta(seconds=1))
    found = finish(offenbach, run, workers)
    steps = told(offenbach, found)
    assert steps["payment"] == (Outcome.FAILED, "not_paid")
    assert "receipt" not in steps
    with bind(offenbach):
        assert Step.objects.get(name="twin").tries == 1
        assert not working._settle(claim, (None, {}), now())  # the one that came back settles nothing


@pytest.fixture
def hanging(offenbach: Any) -> Run:
    return order(offenbach)


def test_what_hangs_is_ended_after_ten_minutes_and_says_where_it_stood(offenbach: Any, hanging: Run) -> None:
    with bind(offenbach):
        later = now() + runs.LONGEST + timedelta(seconds=1)
        assert working.go_on(hanging.id, clock=lambda: later) == 0
        run = runs.find(hanging.id)
        assert run is not None
        assert (run.state, run.open_slot) == (State.FAILED, None)
        assert [(step.name, step.code) for step in run.steps.all()] == [("twin", "too_long")]


def test_a_step_over_which_three_workers_died_is_given_up(offenbach: Any, hanging: Run) -> None:
    with bind(offenbach):
        at = now()
        for turn in range(4):
            working._claim(hanging.id, at + turn * (working.LEASE + timedelta(seconds=1)))
        assert [(step.name, step.code) for step in hanging.steps.all()] == [("twin", "worker_lost")]
        assert runs.under_way() is None


def test_the_watch_finds_a_run_that_nobody_holds(offenbach: Any, hanging: Run) -> None:
    from django.db import transaction

    with bind(offenbach):
        with transaction.atomic():
            assert working.watch(hanging.id, at=now())
            working._claim(hanging.id, now())
            assert not working.watch(hanging.id, at=now())
            assert working.watch(hanging.id, at=now() + working.LEASE + timedelta(seconds=1))
        assert not working.watch(uuid.uuid4(), at=now())


def test_a_city_has_one_at_a_time_and_the_other_its_own(cities: Any) -> None:
    for city in cities:
        order(city)
        with pytest.raises(runs.UnableToRehearse, match="under_way"):
            order(city)


def test_nothing_of_a_run_is_older_than_thirty_days(
    offenbach: Any, hanging: Run, workers: Workers, at: datetime
) -> None:
    from config.cities import make_twin
    from declarations.models import Declaration
    from notifications.models import CaughtMail
    from tests.support import cases

    twin = make_twin(offenbach.slug, at=now(), author="test")
    filed = _file(twin)
    cases.work(twin, at=now())
    with bind(offenbach):
        tidying.tidy(run_id=hanging.id, at=now() + timedelta(days=29))
        assert Run.objects.count() == 1
        tidying.tidy(run_id=hanging.id, at=now() + timedelta(days=31))
        assert Run.objects.count() == 0
    with bind(twin):
        case = Declaration.objects.get(id=filed.case_id)
        assert (case.state, case.sealed_answers, case.sealed_case) == ("erased", None, None)
        assert not CaughtMail.objects.exists()


def test_after_a_run_a_live_citys_twin_rests_and_nobody_can_sign_in_there(offenbach: Any, workers: Workers) -> None:
    from accounts.staff.models import Staff
    from config.cities import make_twin
    from onboarding.rehearsal import made_up
    from tests.support.fleet import put

    twin, stage = make_twin(offenbach.slug, at=now(), author="test"), offenbach.stage
    with bind(twin):
        Staff.objects.create(email=made_up.CLERK_EMAIL, name=made_up.CLERK_NAME, roles=["clerk"])
    put(offenbach, "live")
    try:
        with bind(offenbach):
            working.leave_twin(at=now())
            working.leave_twin(at=now())
    finally:
        put(offenbach, stage)
    found = twin_of(offenbach.slug)
    assert found is not None
    assert found.stage == "suspended"
    with bind(twin):
        assert not Staff.objects.get().is_active


def _file(twin: Any) -> Any:
    from django.db import transaction

    from casework.importing import file_case
    from casework.submission import Authority
    from tests.support import cases

    with bind(twin), transaction.atomic():
        document = cases.document("offenbach", at=now())
        return file_case(document=document, authority=Authority(twin.slug, twin.authority_code), at=now())
