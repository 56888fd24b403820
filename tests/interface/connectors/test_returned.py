"""What comes back from the authority: kept once, acknowledged after that, carried out by whoever registered for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.interface.connectors.support import events, filed, later, queued


@pytest.fixture
def back(first: Any) -> Any:
    """The city's connector, with a way back."""
    first.has_way_back = True
    return first


@pytest.fixture
def handled() -> Iterator[list[Any]]:
    """What the handler was given; the first item is what it answers, or raises."""
    from connectors import returned

    before = returned._handlers[:]
    told: list[Any] = [returned.Outcome()]

    @returned.handler
    def handle(message: Any, body: bytes) -> Any:
        told.append((message.external_id, body))
        if isinstance(told[0], Exception):
            raise told[0]
        return told[0]

    yield told
    returned._handlers[:] = before


def send(receiver: Any, *numbers: str) -> None:
    from connectors.base import IncomingMessage

    receiver.inbox += [IncomingMessage(number, "130102", f"<frage>{number}</frage>".encode()) for number in numbers]


def collect(at: datetime) -> int:
    from connectors.collecting import collect_due

    return collect_due(clock=lambda: at)


def kept() -> list[Any]:
    from connectors.models import ReturnedMessage

    return list(ReturnedMessage.objects.order_by("received_at", "external_id"))


def line() -> Any:
    from connectors.models import Line

    return Line.objects.get(connector="first")


def test_each_message_is_kept_once_and_acknowledged(back: Any, at: datetime) -> None:
    send(back, "1", "2", "3", "2")
    assert collect(at) == 3
    assert sorted(row.external_id for row in kept()) == ["1", "2", "3"]
    assert set(back.acknowledged) == {"1", "2", "3"}
    assert line().cursor == "4"
    assert collect(later(at, minutes=5)) == 0


def test_it_rests_sealed_with_the_citys_key_until_its_case_is_known(back: Any, handled: Any, at: datetime) -> None:
    from connectors import returned
    from declarations.sealing import destroy_key
    from kernel.crypto import UnableToOpen

    case = filed(at)
    handled[0] = returned.Outcome(error="case_unknown")
    send(back, "1")
    collect(at)
    [row] = kept()
    assert b"frage" not in bytes(row.sealed_body)
    assert (row.sealed_with_case, returned.body_of(row)) == (False, b"<frage>1</frage>")
    handled[0] = returned.Outcome(case.id, message_type="130104")
    send(back, "2")
    collect(later(at, minutes=5))
    row = kept()[1]
    assert (row.state, row.declaration_id, row.message_type) == ("carried_out", case.id, "130104")
    assert (row.sealed_with_case, returned.body_of(row)) == (True, b"<frage>2</frage>")
    destroy_key(case.id)
    with pytest.raises(UnableToOpen):
        returned.body_of(row)


def test_what_belongs_to_no_case_stays_visible_as_refused(back: Any, handled: Any, at: datetime) -> None:
    from connectors import condition, returned

    handled[0] = returned.Outcome(error="case_unknown")
    send(back, "1")
    collect(at)
    [view] = condition.returned(only_open=True)
    assert (view.state, view.error, view.declaration_id, view.readable) == ("refused", "case_unknown", None, True)
    collect(later(at, minutes=5))
    assert len(handled) == 2, "it is not tried again"


def test_without_anybody_to_carry_it_out_it_waits(back: Any, at: datetime, handled: Any) -> None:
    from connectors import returned

    mine, returned._handlers[:] = returned._handlers[:], []
    send(back, "1")
    collect(at)
    assert kept()[0].state == "new"
    returned._handlers[:] = mine
    collect(later(at, minutes=5))
    assert kept()[0].state == "carried_out"


def test_a_handler_that_fails_leaves_nothing_behind_and_is_asked_again_five_times(
    back: Any, handled: Any, at: datetime, caplog: Any
) -> None:
    handled[0] = ValueError("Erika Mustermann")
    send(back, "1", "2")
    for minute in range(0, 50, 5):
        collect(later(at, minutes=minute))
    assert [(row.state, row.error) for row in kept()] == [("refused", "unforeseen")] * 2
    assert len(handled) == 1 + 2 * 5
    assert "Mustermann" not in caplog.text


def test_a_message_that_is_too_large_is_refused_without_its_text(
    back: Any, handled: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from connectors import returned
    from kernel.crypto import UnableToOpen

    monkeypatch.setattr(returned, "MOST_BYTES", 10)
    send(back, "1")
    collect(at)
    [row] = kept()
    assert (row.state, row.error, row.sealed_body, row.body_bytes) == ("refused", "too_large", None, 16)
    assert len(handled) == 1
    with pytest.raises(UnableToOpen):
        returned.body_of(row)


@pytest.mark.parametrize("number", ["", "x" * 201, "a\x00b"])
def test_a_message_without_a_usable_number_does_not_stop_the_others(number: str, back: Any, at: datetime) -> None:
    send(back, number, "2")
    assert collect(at) == 1
    assert back.acknowledged == ["2"]


@pytest.mark.parametrize("where", ["acknowledge", "cursor"])
def test_a_worker_that_dies_after_keeping_repeats_and_keeps_nothing_twice(
    where: str, back: Any, handled: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(BaseException):
        pass

    def die(*_: Any) -> None:
        raise Died

    send(back, "1", "2")
    real = back.acknowledge
    if where == "acknowledge":
        monkeypatch.setattr(back, "acknowledge", die)
    else:

        def acknowledge_and_die(*given: Any) -> None:
            real(*given)
            raise Died

        monkeypatch.setattr(back, "acknowledge", acknowledge_and_die)
    with pytest.raises(Died):
        collect(at)
    monkeypatch.setattr(back, "acknowledge", real)
    assert collect(at) == 0, "its lease still holds"
    collect(later(at, minutes=6))
    assert [row.external_id for row in kept()] == ["1", "2"]
    assert set(back.acknowledged) == {"1", "2"}
    assert [number for number, _ in handled[1:]] == ["1", "2"]


def test_errors_make_the_pauses_longer_and_are_seen(back: Any, at: datetime) -> None:
    from connectors.base import Temporary
    from connectors.checks import receiver_answers
    from connectors.collect_timer import go_on

    queued(at)
    [timer] = events("delivery.collect_due")
    assert timer.due_at == at
    pauses, moment = [], at
    back.collecting = Temporary("no_answer")
    for _time in range(6):
        collect(moment)
        with transaction.atomic():
            go_on("first", at=moment)
        pauses.append(events("delivery.collect_due")[-1].due_at - moment)
        moment = events("delivery.collect_due")[-1].due_at
    assert timedelta(minutes=5) <= pauses[0] < pauses[3] < pauses[-1] <= timedelta(hours=2)
    assert (line().collect_error, receiver_answers(at=moment).code) == ("no_answer", "collecting_fails")
    back.collecting = None
    collect(moment)
    with transaction.atomic():
        go_on("first", at=moment)
    assert events("delivery.collect_due")[-1].due_at == moment + timedelta(minutes=5)
    assert (line().collect_error, line().collected_at) == ("", moment)


def test_there_is_one_timer_however_much_is_queued_and_however_often_it_rings(back: Any, at: datetime) -> None:
    from connectors.collect_timer import go_on

    for number in range(3):
        queued(at, reference=f"{number:012d}")
    assert len(events("delivery.collect_due")) == 1
    for _time in range(3):
        with transaction.atomic():
            go_on("first", at=at)
    assert len(events("delivery.collect_due")) == 2


def test_a_timer_that_got_lost_is_set_again_by_the_next_delivery(back: Any, at: datetime) -> None:
    queued(at)
    queued(later(at, hours=5), reference="0123456789AC")
    assert len(events("delivery.collect_due")) == 2


def test_a_city_without_a_way_back_has_no_timer_and_its_timer_ends(back: Any, connect: Any, at: datetime) -> None:
    from connectors.collect_timer import go_on

    queued(at)
    connect(when=later(at, minutes=1), connector="sandbox_accepts")
    with transaction.atomic():
        go_on("first", at=later(at, minutes=5))
    queued(later(at, minutes=6), reference="0123456789AC")
    assert len(events("delivery.collect_due")) == 1


def test_a_hint_from_outside_makes_it_collect_now_without_a_second_chain(back: Any, at: datetime) -> None:
    from connectors import subscribers, tasks
    from connectors.collect_timer import hurry

    queued(at)
    with transaction.atomic():
        hurry("first", at=later(at, minutes=1))
    hint = events("delivery.collect_due")[-1]
    with transaction.atomic():
        subscribers.set_next_collection(hint, later(at, minutes=1))
    assert len(events("delivery.collect_due")) == 2
    assert tasks.collect.name == "connectors.collect"


def test_the_text_goes_when_its_time_is_up(back: Any, handled: Any, at: datetime) -> None:
    from connectors import returned

    case = filed(at)
    handled[0] = returned.Outcome(case.id)
    send(back, "1")
    collect(at)
    handled[0] = returned.Outcome(error="case_unknown")
    send(back, "2")
    collect(at)
    collect(later(at, days=29))
    assert [row.sealed_body is None for row in kept()] == [False, False]
    collect(later(at, days=31))
    assert [row.sealed_body is None for row in kept()] == [True, False]
    collect(later(at, days=91))
    assert [row.sealed_body is None for row in kept()] == [True, True]


def test_each_city_has_its_own(back: Any, wiesbaden: Any, at: datetime) -> None:
    from tenants.binding import bind

    send(back, "1")
    collect(at)
    with bind(wiesbaden):
        assert kept() == []


def test_another_content_under_the_same_number_is_kept_once_and_carried_out_by_nobody(
    back: Any, handled: list[Any], at: datetime
) -> None:
    from connectors.base import IncomingMessage

    send(back, "1")
    assert collect(at) == 1
    for body in (b"<frage>1</frage>", b"<frage>2</frage>", b"<frage>2</frage>", b"<frage>3</frage>"):
        back.inbox.append(IncomingMessage("1", "130102", body))
        assert collect(later(at, minutes=10)) == 0
    assert [(row.external_id, row.state, row.error) for row in kept()] == [
        ("1", "carried_out", ""), ("1|other", "refused", "message_id_reused"),
    ]  # fmt: skip
    assert [body for _number, body in handled[1:]] == [b"<frage>1</frage>"]


def test_a_row_of_an_older_release_is_compared_by_its_length(city: Any, at: datetime) -> None:
    from connectors import returned
    from connectors.models import ReturnedMessage

    told = {"connector": "x", "external_id": "1"}
    returned.keep(**told, message_type="130102", body=b"abc", at=at)
    assert [returned.differs(**told, body=body) for body in (b"abc", b"abd", b"abcd")] == [False, True, True]
    ReturnedMessage.objects.update(body_digest=None)
    assert [returned.differs(**told, body=body) for body in (b"abd", b"abcd")] == [False, True]
