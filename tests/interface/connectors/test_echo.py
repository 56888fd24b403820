"""A test message at any time: what becomes of it, and that nothing counts it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from audit.operations import staff
from connectors import echo, echoing, queries
from connectors.base import Fate, Followed
from connectors.inbox_models import Echo
from connectors.models import Delivery, Line, ReturnedMessage
from declarations.models import Declaration
from tests.support import cases, incoming

CODE = "060413"


def begin(at: datetime, **more: Any) -> Any:
    from django.db import transaction

    case = echo.case_of(authority_code=CODE)
    with transaction.atomic():
        return echo.begin(case=case, summary=cases.small_pdf(), by=staff(7), at=at, **more)


def serve(at: datetime) -> echo.EchoView:
    echoing.serve(clock=lambda: at)
    return echo.latest()[0]


def test_a_test_is_a_message_that_says_so_and_names_nobody_real(first: Any, at: datetime) -> None:
    begin(at)
    found = serve(at)
    assert (found.state, found.error, found.attempts) == ("confirmed", "", 1)
    [(key, message)] = first.has.items()
    root = etree.fromstring(message.body)
    assert root.get("test") == "true"
    assert f"azr:{CODE}" in message.body.decode()
    assert message.reference.startswith("TEST")
    assert key == found.id.hex
    assert message.test
    assert found.started_by == 7


def test_nothing_counts_it(first: Any, at: datetime) -> None:
    from billing.usage import queries as usage
    from casework import queue

    before = (usage.__name__, queue.counts(), queries.counts())
    begin(at)
    serve(at)
    assert (usage.__name__, queue.counts(), queries.counts()) == before
    assert (Delivery.objects.count(), Declaration.objects.count()) == (0, 0)


def test_what_is_not_confirmed_is_asked_for_until_it_is(first: Any, at: datetime) -> None:
    first.mood, first.confirms_later = "later", True
    begin(at)
    found = serve(at)
    assert (found.state, found.running) == ("handed_over", True)
    assert serve(at).state == "handed_over"
    first.fates[found.receipt] = Followed(Fate.ACCEPTED)
    found = serve(at + timedelta(seconds=6))
    assert (found.state, found.seconds) == ("confirmed", 6.0)


def test_a_confirmation_that_never_comes_ends_the_test(first: Any, at: datetime) -> None:
    first.mood, first.confirms_later = "later", True
    begin(at)
    serve(at)
    found = serve(at + timedelta(days=14))
    assert (found.state, found.error) == ("failed", "not_confirmed")


@pytest.mark.parametrize(
    ("mood", "state", "error"),
    [
        ("rejects", "rejected", "not_competent"),
        ("misconfigured", "failed", "credentials_refused"),
        ("silent", "queued", "no_answer"),
        ("bug", "queued", "unforeseen"),
        ("nonsense", "queued", "receipt_unusable"),
    ],
)
def test_every_answer_has_its_words(first: Any, at: datetime, mood: str, state: str, error: str) -> None:
    first.mood = mood
    begin(at)
    found = serve(at)
    assert (found.state, found.error) == (state, error)
    assert "Erika" not in str(found)


def test_silence_is_tried_five_times_and_then_said(first: Any, at: datetime) -> None:
    first.mood = "silent"
    begin(at)
    for minute in range(12):
        found = serve(at + timedelta(minutes=minute))
    assert (found.state, found.attempts, found.error) == ("failed", 5, "no_answer")


def test_a_test_that_is_answered_opens_the_line_again(first: Any, at: datetime) -> None:
    Line.objects.create(connector="first", failures=9, open_since=at, open_until=at + timedelta(hours=1))
    begin(at)
    serve(at)
    assert Line.objects.get().open_since is None


def test_a_dead_worker_leaves_it_to_the_next_one(first: Any, at: datetime) -> None:
    begin(at)
    assert echoing.claim(at=at) is not None
    assert serve(at + timedelta(minutes=1)).attempts == 1
    assert serve(at + timedelta(minutes=6)).state == "confirmed"


def test_the_second_way_is_tested_by_itself(
    first: Any, second: Any, connect: Callable[..., None], at: datetime
) -> None:
    connect(connector="first", fallback={"connector": "second"})
    begin(at + timedelta(seconds=1), fallback=True)
    assert serve(at + timedelta(seconds=1)).by_fallback
    assert (len(first.has), len(second.has)) == (0, 1)


def test_it_is_refused_with_a_reason(first: Any, connect: Callable[..., None], at: datetime) -> None:
    with pytest.raises(echo.UnableToSendTest) as none:
        begin(at, fallback=True)
    begin(at)
    with pytest.raises(echo.UnableToSendTest) as soon:
        begin(at + timedelta(seconds=3))
    connect(connector="rest_pull")
    with pytest.raises(echo.UnableToSendTest) as pulled:
        begin(at + timedelta(minutes=1))
    assert [one.value.code for one in (none, soon, pulled)] == ["no_fallback", "too_soon", "fetched_by_system"]
    assert Echo.objects.count() == 1


def test_what_comes_back_is_noted_and_reaches_no_case(first: Any, at: datetime) -> None:
    from connectors import returned

    seen: list[Any] = []
    before = returned._handlers[:]

    def refuse(message: Any, _body: bytes) -> Any:
        seen.append(message)
        return returned.Outcome(error="unknown_case")

    returned.handler(refuse)
    try:
        begin(at)
        reference = serve(at).reference
        for number, about in enumerate((reference, "0123456789AB")):
            body = incoming.message("130104", reference=about)
            returned.keep(connector="first", external_id=str(number), message_type="", body=body, at=at)
        returned.carry_out_new(clock=lambda: at)
    finally:
        returned._handlers[:] = before
    assert len(seen) == 1
    assert echo.latest()[0].answered_at == at
    states = ReturnedMessage.objects.order_by("external_id").values_list("state", flat=True)
    assert list(states) == ["carried_out", "refused"]
