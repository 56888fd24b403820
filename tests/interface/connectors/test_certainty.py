"""What was handed over but not confirmed; looking before sending again; a line that is left in peace; the other way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.interface.connectors.support import events, filed, fresh, later, queued, turn


def follow(at: datetime) -> int:
    from connectors.following import follow_due

    return follow_due(clock=lambda: at)


def line(connector: str = "first") -> Any:
    from connectors.models import Line

    return Line.objects.get(connector=connector)


def many(at: datetime, count: int) -> list[Any]:
    return [queued(at, reference=f"{number:012d}") for number in range(count)]


# Several messages of one case

WITHDRAWAL: dict[str, Any] = {"message_type": "130111"}


def queue(declaration: Any, at: datetime, **which: Any) -> Any:
    from connectors.operations import queue

    with transaction.atomic():
        return queue(declaration=declaration, at=at, **which)


def test_messages_of_a_case_go_out_in_the_order_in_which_they_were_queued(first: Any, at: datetime) -> None:
    case = filed(at)
    made = [queue(case, at), queue(case, at, **WITHDRAWAL, subject="b"), queue(case, at, **WITHDRAWAL, subject="a")]
    assert [one.place for one in made] == [1, 2, 3]
    turn(at)
    assert [key for _, key in first.calls] == [one.idempotency_key for one in made]


def test_which_message_is_meant_follows_from_case_kind_subject_and_answered_message(city: Any, at: datetime) -> None:
    import uuid

    case, question = filed(at), uuid.uuid4()
    ways: list[dict[str, Any]] = [{}, {"subject": "1"}, {"answers": question}, {"message_type": "130111"}]
    made = [[queue(case, at, **way).id for way in ways] for _time in range(2)]
    assert made[0] == made[1]
    assert len(set(made[0])) == 4


def test_a_later_message_waits_for_an_earlier_one_that_failed_and_one_sees_it(first: Any, at: datetime) -> None:
    from connectors import condition
    from connectors.checks import nothing_is_held

    case = filed(at)
    earlier, latter = queue(case, at), queue(case, at, **WITHDRAWAL)
    first.mood = "rejects"
    turn(at)
    assert [fresh(one).state for one in (earlier, latter)] == ["rejected", "queued"]
    assert fresh(latter).attempts == 0
    [held] = condition.held()
    assert (held.id, held.behind, held.behind_state) == (latter.id, earlier.id, "rejected")
    assert nothing_is_held(at=at).code == "deliveries_held"


def test_what_waited_for_an_earlier_message_goes_on_once_that_has_arrived(first: Any, at: datetime) -> None:
    from audit.operations import staff
    from connectors.checks import nothing_is_held
    from connectors.operations import resend

    case = filed(at)
    earlier, latter = queue(case, at), queue(case, at, **WITHDRAWAL)
    first.mood = "rejects"
    turn(at)
    first.mood = "answers"
    with transaction.atomic():
        resend(delivery_id=earlier.id, by=staff(1), at=later(at, hours=1))
    rung = len([event for event in events("delivery.due") if event.subject_id == latter.id])
    turn(later(at, hours=1))
    assert [fresh(one).state for one in (earlier, latter)] == ["delivered", "delivered"]
    assert len([event for event in events("delivery.due") if event.subject_id == latter.id]) == rung + 1
    assert nothing_is_held(at=at).ready


def test_another_case_does_not_wait(first: Any, at: datetime) -> None:
    first.mood = "rejects"
    queued(at)
    turn(at)
    first.mood = "answers"
    other = queued(at, reference="0123456789AC")
    turn(at)
    assert fresh(other).state == "delivered"


# Confirmed later


def handed_over(first: Any, at: datetime) -> Any:
    first.mood = "later"
    delivery = queued(at)
    turn(at)
    return delivery


def test_a_receipt_that_is_not_final_is_followed_until_it_is_accepted(first: Any, at: datetime) -> None:
    from connectors.base import Fate, Followed

    delivery = handed_over(first, at)
    found = fresh(delivery)
    assert (found.state, found.handed_over_at) == ("handed_over", at)
    assert events("delivery.delivered") == []
    assert turn(later(at, days=1)) == 0, "it is not sent again"
    assert follow(later(at, minutes=2)) == 1
    pauses = [fresh(delivery).next_try_at - later(at, minutes=2)]
    assert follow(later(at, days=1)) == 1
    pauses.append(fresh(delivery).next_try_at - later(at, days=1))
    assert pauses[0] < timedelta(minutes=2) < timedelta(hours=1) < pauses[1]
    first.fates[found.receipt] = Followed(Fate.ACCEPTED)
    follow(later(at, days=2))
    assert fresh(delivery).state == "delivered"
    assert len(events("delivery.delivered")) == 1


def test_a_rejection_after_days_is_a_task_with_its_codes(first: Any, at: datetime) -> None:
    from connectors.base import Fate, Followed

    delivery = handed_over(first, at)
    first.fates[fresh(delivery).receipt] = Followed(Fate.REJECTED, ("schema_violation", "attachment_unreadable"))
    follow(later(at, days=1))
    found = fresh(delivery)
    assert (found.state, found.error) == ("rejected", "schema_violation")
    assert found.tries.get().problems == ["schema_violation", "attachment_unreadable"]
    assert len(events("delivery.rejected")) == 1


def test_without_a_confirmation_a_person_is_warned_once_and_has_to_act_before_it_is_forgotten(
    first: Any, at: datetime
) -> None:
    from connectors.checks import nothing_waits_long

    delivery = handed_over(first, at)
    follow(later(at, days=2))
    assert events("delivery.overdue") == []
    for day in (2.6, 3, 4, 12):
        follow(later(at, days=day))
    [told] = events("delivery.overdue")
    assert told.subject_id == delivery.declaration_id
    assert fresh(delivery).error == "confirmation_late"
    assert nothing_waits_long(at=later(at, days=3)).code == "confirmation_late"
    follow(later(at, days=13))
    assert (fresh(delivery).state, fresh(delivery).error) == ("failed", "not_confirmed")
    assert len(events("delivery.failed")) == 1


def test_where_one_cannot_ask_what_became_of_it_it_is_asked_again(first: Any, at: datetime) -> None:
    from connectors.base import Misconfigured, Rejected

    delivery = handed_over(first, at)
    first.fates[fresh(delivery).receipt] = Misconfigured("credentials_refused")
    follow(later(at, hours=1))
    assert (fresh(delivery).state, fresh(delivery).error) == ("handed_over", "credentials_refused")
    first.fates[fresh(delivery).receipt] = ValueError("Erika")
    follow(later(at, hours=3))
    assert (fresh(delivery).state, fresh(delivery).error) == ("handed_over", "unforeseen")
    first.fates[fresh(delivery).receipt] = Rejected("wrong_service")
    follow(later(at, days=1))
    assert (fresh(delivery).state, fresh(delivery).error) == ("rejected", "wrong_service")


def test_a_city_that_changed_its_connector_still_hears_what_became_of_what_it_handed_over(
    first: Any, second: Any, at: datetime, connect: Any
) -> None:
    from connectors.base import Fate, Followed

    delivery = handed_over(first, at)
    connect(when=later(at, hours=1), connector="second")
    first.fates[fresh(delivery).receipt] = Followed(Fate.ACCEPTED)
    follow(later(at, hours=2))
    assert (fresh(delivery).state, second.calls) == ("delivered", [])


# Looking before sending again


def test_where_the_other_side_can_tell_it_is_asked_before_anything_is_sent_again(first: Any, at: datetime) -> None:
    first.can_tell = True
    first.mood = "lost"
    delivery = queued(at)
    turn(at)
    first.mood = "answers"
    turn(later(at, minutes=1))
    assert [what for what, _ in first.calls] == ["deliver", "find"]
    assert fresh(delivery).state == "delivered"


def test_what_did_not_arrive_is_sent_again(first: Any, at: datetime) -> None:
    first.can_tell = True
    first.mood = "silent"
    delivery = queued(at)
    turn(at)
    first.mood = "answers"
    turn(later(at, minutes=1))
    assert [what for what, _ in first.calls] == ["deliver", "find", "deliver"]
    assert fresh(delivery).state == "delivered"


def test_as_long_as_it_cannot_be_told_nothing_is_sent(first: Any, at: datetime) -> None:
    first.can_tell = True
    first.mood, first.finding = "lost", "silent"
    queued(at)
    for minute in (0, 1, 3):
        turn(later(at, minutes=minute))
    assert [what for what, _ in first.calls] == ["deliver", "find", "find"]


def test_who_lost_his_lease_calls_nobody(first: Any, at: datetime) -> None:
    from connectors.claiming import claim
    from connectors.delivering import attempt

    queued(at)
    slow = claim(at=at)
    assert slow is not None
    assert claim(at=later(at, minutes=6)) is not None
    assert attempt(slow, at=later(at, minutes=6)).code == "lease_lost"
    assert first.calls == []


@pytest.mark.parametrize(("mood", "code"), [("nonsense", "receipt_unusable"), ("bug", "unforeseen")])
def test_a_receiver_that_answers_nonsense_has_not_answered(mood: str, code: str, first: Any, at: datetime) -> None:
    first.mood = mood
    delivery = queued(at)
    turn(at)
    assert (fresh(delivery).state, fresh(delivery).error) == ("queued", code)
    first.mood = "answers"
    turn(later(at, minutes=1))
    assert fresh(delivery).state == "delivered"


def test_a_try_keeps_how_long_it_took_what_was_sent_and_what_was_answered(first: Any, at: datetime) -> None:
    from connectors import condition

    first.mood = "silent"
    delivery = queued(at)
    turn(at)
    first.mood = "answers"
    turn(later(at, minutes=1))
    failed, done = condition.attempts_of(delivery.id)
    assert (failed.outcome, failed.error, failed.answer) == ("temporary", "no_answer", "timeout")
    assert (done.outcome, done.answer, done.sent_bytes) == ("delivered", "200 OK", 123)
    assert done.seconds is not None
    assert done.call_seconds is not None


# A line that is left in peace


def test_after_five_silent_calls_nothing_is_sent_for_a_while_and_no_tries_are_lost(first: Any, at: datetime) -> None:
    from connectors.checks import receiver_answers

    first.mood = "silent"
    deliveries = many(at, 12)
    turn(at)
    assert len(first.calls) == 5
    assert sorted(fresh(one).attempts for one in deliveries) == [0] * 7 + [1] * 5
    assert at < line().open_until <= later(at, minutes=1)
    assert receiver_answers(at=at).code == "line_open"
    assert turn(later(at, seconds=29)) == 0


def test_then_one_goes_first_and_silence_leaves_the_line_in_peace_for_longer(first: Any, at: datetime) -> None:
    first.mood = "silent"
    many(at, 12)
    turn(at)
    pauses = []
    for _time in range(8):
        moment = line().open_until
        assert turn(moment) == 1
        pauses.append(line().open_until - moment)
    assert pauses[0] < timedelta(minutes=2)
    assert timedelta(minutes=15) <= pauses[-1] <= timedelta(minutes=30)


def test_while_the_probe_is_under_way_nobody_else_calls(first: Any, at: datetime) -> None:
    first.mood = "silent"
    many(at, 12)
    turn(at)
    moment, others = line().open_until, []
    first.meanwhile = lambda: others.append(turn(moment))
    turn(moment)
    assert others == [0]


def test_a_probe_that_dies_is_followed_by_another(first: Any, at: datetime) -> None:
    from connectors.claiming import claim

    first.mood = "silent"
    many(at, 12)
    turn(at)
    moment = line().open_until
    assert claim(at=moment) is not None
    assert claim(at=moment) is None
    assert claim(at=later(moment, minutes=6)) is not None


def test_an_answer_closes_the_line_and_wakes_who_waits(first: Any, at: datetime) -> None:
    from connectors.checks import receiver_answers

    first.mood = "silent"
    deliveries = many(at, 12)
    turn(at)
    moment, first.mood = line().open_until, "answers"
    assert [event for event in events("delivery.due") if event.due_at == moment]
    before = len(events("delivery.due"))
    turn(moment)
    assert len(events("delivery.due")) == before + 1
    assert receiver_answers(at=moment).ready
    turn(later(moment, minutes=2))
    assert {fresh(one).state for one in deliveries} == {"delivered"}


def test_one_message_that_is_never_answered_does_not_stop_the_others(first: Any, at: datetime) -> None:
    from connectors.backoff import MOST_TRIES

    poison, *others = many(at, 4)
    first.meanwhile = lambda: setattr(
        first, "mood", "silent" if first.calls[-1][1] == poison.idempotency_key else "answers"
    )
    for step in range(MOST_TRIES + 2):
        turn(later(at, hours=2 * step))
    assert {fresh(one).state for one in others} == {"delivered"}
    assert (fresh(poison).state, fresh(poison).attempts) == ("failed", MOST_TRIES)


def test_watches_ring_for_nobody_while_the_line_is_left_in_peace(first: Any, at: datetime) -> None:
    from connectors.models import Line
    from connectors.watch import look_after

    first.mood = "silent"
    many(at, 8)
    turn(at)
    Line.objects.update(open_until=later(at, hours=1))
    before = len(events("delivery.due"))
    for event in events("delivery.watch")[:8]:
        with transaction.atomic():
            look_after(event, later(at, minutes=6))
    assert len(events("delivery.due")) == before
    assert len(events("delivery.watch")) == 16


def test_a_slow_receiver_holds_no_more_than_two_workers(first: Any, at: datetime) -> None:
    from connectors.claiming import claim

    many(at, 5)
    assert [claim(at=at) is not None for _worker in range(4)] == [True, True, False, False]


def test_a_city_hands_its_worker_on_when_its_time_is_over(first: Any, at: datetime) -> None:
    from connectors.delivering import deliver_due
    from connectors.serving import serve

    many(at, 5)
    now = [at]
    first.meanwhile = lambda: now.__setitem__(0, now[0] + timedelta(seconds=3))
    assert deliver_due(clock=lambda: now[0]) == 2
    assert serve(clock=lambda: now[0]) is True
    assert serve(clock=lambda: now[0]) is False, "nothing is left"


# The other way


@pytest.fixture
def both(first: Any, second: Any, connect: Any, at: datetime) -> tuple[Any, Any]:
    connect(when=at, connector="first", fallback={"connector": "second", "after_hours": 2})
    return first, second


def test_after_hours_without_an_answer_the_other_connector_takes_what_certainly_did_not_arrive(
    both: Any, at: datetime
) -> None:
    first, second = both
    first.mood = "silent"
    deliveries = many(at, 8)
    for minute in range(0, 119, 7):
        turn(later(at, minutes=minute))
    assert second.calls == []
    tried = [one for one in deliveries if fresh(one).attempts]
    turn(later(at, minutes=121))
    untouched = [one for one in deliveries if one not in tried]
    assert {fresh(one).route for one in untouched} <= {"fallback"}
    assert set(second.has) == {one.idempotency_key for one in untouched}
    assert {fresh(one).state for one in tried} == {"queued"}, "they may have arrived: they stay"


def test_where_the_first_can_tell_it_is_asked_and_only_then_the_other_takes_over(both: Any, at: datetime) -> None:
    first, second = both
    first.can_tell, first.mood = True, "silent"
    delivery = queued(at)
    for minute in (0, 1, 20, 60):
        turn(later(at, minutes=minute))
    first.calls.clear()
    turn(later(at, hours=3))
    assert [what for what, _ in first.calls] == ["find"]
    assert list(second.has) == [delivery.idempotency_key]
    assert (fresh(delivery).state, fresh(delivery).connector, fresh(delivery).route) == (
        "delivered",
        "second",
        "fallback",
    )


def test_what_the_first_has_got_the_other_never_gets(both: Any, at: datetime) -> None:
    first, second = both
    first.can_tell, first.mood, first.finding = True, "lost", "silent"
    delivery = queued(at)
    for hour in range(6):
        turn(later(at, hours=hour))
    assert second.calls == []
    first.finding = "answers"
    turn(later(at, hours=8))
    assert (fresh(delivery).state, second.calls) == ("delivered", [])


def test_a_call_that_may_still_be_under_way_keeps_the_other_away(both: Any, at: datetime) -> None:
    """A worker that was given up may be waiting for the answer to this very moment."""
    first, second = both
    first.can_tell, first.mood = True, "silent"
    delivery = queued(at)
    turn(at)

    def others_come_by() -> None:
        first.meanwhile = lambda: None
        turn(later(at, minutes=124))
        first.mood = "answers"

    first.meanwhile = others_come_by
    turn(later(at, minutes=118))
    assert (fresh(delivery).state, second.calls) == ("delivered", [])
    assert [what for what, _ in first.calls] == ["deliver", "find", "deliver", "find", "deliver"]


def test_a_wrong_set_up_is_bridged_at_once_where_the_city_wants_it(
    first: Any, second: Any, connect: Any, at: datetime
) -> None:
    rule = {"connector": "second", "after_hours": None, "when_misconfigured": True}
    connect(when=at, connector="first", fallback=rule)
    first.mood, at = "misconfigured", later(at, seconds=1)
    delivery = queued(at)
    turn(at)
    assert (fresh(delivery).state, list(second.has)) == ("delivered", [delivery.idempotency_key])
    assert events("delivery.paused") == []


def test_a_fallback_that_was_taken_away_gives_back_what_it_has_not_got(both: Any, connect: Any, at: datetime) -> None:
    first, second = both
    first.mood = second.mood = "misconfigured"
    rule = {"connector": "second", "when_misconfigured": True}
    connect(when=at, connector="first", fallback=rule)
    delivery = queued(later(at, seconds=1))
    turn(later(at, seconds=1))
    assert (fresh(delivery).state, fresh(delivery).connector) == ("paused", "second")
    connect(when=later(at, minutes=1), connector="first")
    first.mood = "answers"
    from connectors.operations import resume

    with transaction.atomic():
        resume(at=later(at, minutes=2))
    turn(later(at, minutes=2))
    assert (fresh(delivery).state, fresh(delivery).connector, fresh(delivery).route) == ("delivered", "first", None)


@pytest.mark.parametrize(
    "fallback",
    [
        {"connector": "folder"},
        {"connector": "pigeon"},
        {"connector": "sandbox_accepts", "options": {"surprise": 1}},
        {"connector": "sandbox_accepts", "after_hours": None},
        {"connector": "sandbox_accepts", "after_hours": 0},
    ],
)
def test_a_fallback_that_cannot_work_is_refused_before_it_is_used(fallback: dict[str, Any]) -> None:
    from configuration.document import UnableToConfigure, parse

    with pytest.raises(UnableToConfigure) as refused:
        parse({"delivery": {"connector": "folder", "fallback": fallback}})
    assert refused.value.faults[0].path.startswith("delivery")


def test_tries_of_an_older_release_count_as_called(both: Any, at: datetime) -> None:
    from connectors.models import DeliveryAttempt

    first, second = both
    first.mood = "silent"
    delivery = queued(at)
    turn(at)
    DeliveryAttempt.objects.update(reached=None, called_at=None)
    turn(later(at, hours=5))
    assert (fresh(delivery).state, second.calls) == ("queued", [])


# A person's hand


def test_what_was_put_aside_goes_out_only_once_it_is_taken_up_again(first: Any, at: datetime) -> None:
    from audit.models import AuditEntry
    from audit.operations import staff
    from connectors.operations import UnableToPark, park, unpark

    delivery = queued(at)
    with transaction.atomic():
        park(delivery_id=delivery.id, by=staff(7), at=at)
    assert turn(later(at, days=3)) == 0
    with pytest.raises(UnableToPark), transaction.atomic():
        park(delivery_id=delivery.id, by=staff(7), at=at)
    with transaction.atomic():
        unpark(delivery_id=delivery.id, by=staff(7), at=later(at, days=4))
    turn(later(at, days=4))
    assert fresh(delivery).state == "delivered"
    done = AuditEntry.objects.filter(actor_ref="7").order_by("id").values_list("action", flat=True)
    assert list(done) == ["delivery.parked", "delivery.requeued"]
    with pytest.raises(UnableToPark), transaction.atomic():
        unpark(delivery_id=delivery.id, by=staff(7), at=later(at, days=5))


def test_all_that_is_stuck_for_one_reason_is_sent_again_at_once(first: Any, at: datetime) -> None:
    from audit.operations import staff
    from connectors.operations import resend_all

    first.mood = "rejects"
    many(at, 3)
    turn(at)
    first.mood = "misconfigured"
    odd = queued(at, reference="0123456789AC")
    turn(at)
    first.mood = "answers"
    with transaction.atomic():
        assert resend_all(by=staff(1), at=later(at, hours=1), error="not_competent") == 3
        assert resend_all(by=staff(1), at=later(at, hours=1), connector="second") == 0
    turn(later(at, minutes=30))
    turn(later(at, hours=1))
    assert fresh(odd).state == "paused"
    assert len(first.has) == 3


def test_a_delivery_can_be_taken_along_as_one_file(first: Any, at: datetime) -> None:
    import io
    import json
    import zipfile
    from hashlib import sha256

    from audit.models import AuditEntry
    from audit.operations import staff
    from connectors.packing import UnableToPack, package

    delivery = queued(at)
    with pytest.raises(UnableToPack), transaction.atomic():
        package(delivery_id=delivery.id, by=staff(7), at=at)
    turn(at)
    with transaction.atomic():
        packed = package(delivery_id=delivery.id, by=staff(7), at=at)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    sent = first.has[delivery.idempotency_key]
    assert (found["message.xml"], found["summary.pdf"]) == (sent.body, sent.summary)
    told = json.loads(found["manifest.json"])
    assert told["message_id"] == str(delivery.id)
    assert {item["sha256"] for item in told["files"]} == {
        sha256(part).hexdigest() for part in (sent.body, sent.summary)
    }
    assert AuditEntry.objects.filter(action="delivery.downloaded", actor_ref="7").count() == 1


def test_an_old_delivery_makes_the_city_not_ready(first: Any, at: datetime) -> None:
    from connectors.checks import nothing_waits_long

    first.mood = "silent"
    queued(at)
    turn(at)
    assert nothing_waits_long(at=later(at, hours=23)).ready
    assert nothing_waits_long(at=later(at, hours=25)).code == "waits_long"
