"""The city's system fetches what waits for it, says that it has it, and nothing is missing and nothing counts twice."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tenants.binding import bind
from tests.interface.interface.calling import System, offered, trail

Systems = Callable[..., System]
NUMBERS = ["0123456789AB", "0123456789AC", "0123456789AD", "0123456789AE", "0123456789AF"]


def ids(answer: Any) -> list[str]:
    return [one["id"] for one in answer.json()["deliveries"]]


def state_of(city: Any, delivery: Any) -> tuple[str, str]:
    from connectors.models import Delivery

    with bind(city):
        row = Delivery.objects.get(id=delivery.id)
        return row.state, row.receipt


def test_a_message_is_fetched_acknowledged_and_only_then_delivered(
    system: Systems, offenbach: Any, papers: Any, at: Any
) -> None:
    delivery, there = offered(offenbach, at), system(offenbach)
    [shown] = there.get("deliveries").json()["deliveries"]
    assert (shown["id"], shown["case"], shown["state"]) == (str(delivery.id), "0123456789AB", "waiting")
    message = there.get(shown["links"]["message"])
    assert message["Content-Type"] == "application/xml"
    assert str(delivery.id) in message.content.decode()
    assert state_of(offenbach, delivery)[0] == "handed_over"
    answer = there.post(shown["links"]["acknowledgement"], {"receipt": "VE-4711"})
    assert (answer.json()["state"], answer.json()["receipt"]) == ("acknowledged", "VE-4711")
    assert state_of(offenbach, delivery) == ("delivered", "VE-4711")
    assert ids(there.get("deliveries")) == []
    assert [entry.actor_kind for entry in trail(offenbach, "delivery.fetched")] == ["interface"]


def test_acknowledging_twice_is_once_and_the_first_number_stays(
    system: Systems, offenbach: Any, papers: Any, at: Any
) -> None:
    from outbox.models import OutboxEvent

    delivery, there = offered(offenbach, at), system(offenbach)
    place = f"deliveries/{delivery.id}/acknowledgement"
    first, again = there.post(place, {"receipt": "A-1"}), there.post(place, {"receipt": "B-2"})
    assert first.json() == again.json()
    with bind(offenbach):
        assert OutboxEvent.objects.filter(name="delivery.delivered").count() == 1
    assert len(trail(offenbach, "delivery.acknowledged")) == 1
    assert there.post(place, {"result": "refused", "code": "not_competent"}).status_code == 409


def test_a_refusal_is_a_task_for_the_desk_and_an_acceptance_wins_after_it(
    system: Systems, offenbach: Any, papers: Any, at: Any
) -> None:
    delivery, there = offered(offenbach, at), system(offenbach)
    place = f"deliveries/{delivery.id}/acknowledgement"
    refused = there.post(place, {"result": "refused", "code": "not_competent"})
    assert (refused.json()["state"], refused.json()["code"]) == ("refused", "not_competent")
    assert state_of(offenbach, delivery)[0] == "rejected"
    assert there.post(place, {"result": "refused", "code": "not_competent"}).status_code == 200
    assert there.post(place).json()["state"] == "acknowledged"


def test_the_same_bytes_each_time_with_a_mark_that_spares_them(
    system: Systems, offenbach: Any, papers: Any, at: Any
) -> None:
    delivery, there = offered(offenbach, at), system(offenbach)
    for part in ("message", "package"):
        first, again = (there.get(f"deliveries/{delivery.id}/{part}") for _time in range(2))
        assert first.content == again.content
        assert first["ETag"] == f'"{hashlib.sha256(first.content).hexdigest()}"'
        spared = there.get(f"deliveries/{delivery.id}/{part}", If_None_Match=first["ETag"])
        assert (spared.status_code, spared.content) == (304, b"")
    package = zipfile.ZipFile(io.BytesIO(first.content))
    assert package.read("message.xml") == there.get(f"deliveries/{delivery.id}/message").content
    assert package.read("summary.pdf").startswith(b"%PDF")


def test_pages_are_stable_while_others_are_acknowledged_and_new_ones_come(
    system: Systems, offenbach: Any, papers: Any, at: Any
) -> None:
    there = system(offenbach)
    old = at - timedelta(hours=1)
    made = [offered(offenbach, at, reference=number, handed_over_at=old) for number in NUMBERS[:4]]
    first = there.get("deliveries?limit=2").json()
    assert first["more"] is True
    there.post(f"deliveries/{first['deliveries'][0]['id']}/acknowledgement")
    offered(offenbach, at, reference=NUMBERS[4], handed_over_at=old + timedelta(minutes=1))
    second = there.get(f"deliveries?limit=2&cursor={first['cursor']}").json()
    third = there.get(f"deliveries?limit=2&cursor={second['cursor']}").json()
    seen = [one["id"] for page in (first, second, third) for one in page["deliveries"]]
    assert len(seen) == len(set(seen)) == 5
    assert {str(one.id) for one in made} < set(seen)
    assert third["more"] is False


def test_what_becomes_visible_late_is_not_left_out(system: Systems, offenbach: Any, papers: Any, at: Any) -> None:
    """A hand-over that began first and ended last: its time lies before the position that was given meanwhile."""
    there = system(offenbach)
    offered(offenbach, at, reference=NUMBERS[0], handed_over_at=at + timedelta(seconds=50))
    cursor = there.get("deliveries").json()["cursor"]
    late = offered(offenbach, at, reference=NUMBERS[1], handed_over_at=at + timedelta(seconds=45))
    assert str(late.id) in ids(there.get(f"deliveries?cursor={cursor}"))


@pytest.mark.parametrize(
    ("query", "code"),
    [("cursor=x", "bad_cursor"), ("cursor=%FF", "bad_cursor"), ("limit=0", "bad_limit"), ("limit=99999999999", "bad_limit"),
     ("limit=%C2%B2", "bad_limit"), ("cursor=" + "_" * 32, "bad_cursor")],
)  # fmt: skip
def test_what_is_no_position_is_refused(system: Systems, offenbach: Any, query: str, code: str) -> None:
    answer = system(offenbach).get(f"deliveries?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        ({"receipt": "x" * 121}, 422, "invalid"), ({"receipt": "Müller"}, 422, "invalid"), ({"foo": 1}, 422, "invalid"),
        ({"result": "refused"}, 422, "invalid"), ({"code": "not_competent"}, 422, "invalid"), (b"[1]", 400, "not_json"),
        (b"{", 400, "not_json"), (b"\xff", 400, "not_json"), (b"[" * 9000, 400, "not_json"), (b"x" * 70_000, 413, "too_large"),
    ],
)  # fmt: skip
def test_a_wrong_acknowledgement_changes_nothing(
    system: Systems, offenbach: Any, papers: Any, at: Any, content: Any, status: int, code: str
) -> None:
    delivery = offered(offenbach, at)
    answer = system(offenbach).post(f"deliveries/{delivery.id}/acknowledgement", content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "Müller" not in answer.content.decode()
    assert state_of(offenbach, delivery)[0] == "handed_over"


def test_another_citys_system_sees_and_settles_nothing(
    system: Systems, offenbach: Any, wiesbaden: Any, papers: Any, at: Any
) -> None:
    delivery, stranger = offered(offenbach, at), system(wiesbaden)
    assert ids(stranger.get("deliveries")) == []
    for path in ("", "/message", "/package"):
        assert stranger.get(f"deliveries/{delivery.id}{path}").status_code == 404
    assert stranger.post(f"deliveries/{delivery.id}/acknowledgement").status_code == 404
    foreign = System(offenbach, stranger.browser, system(offenbach).key)
    assert foreign.get("deliveries").json()["code"] == "key_unknown"
    assert state_of(offenbach, delivery)[0] == "handed_over"


def test_an_erased_case_is_gone(system: Systems, offenbach: Any, papers: Any, at: Any) -> None:
    from django.db import transaction

    from audit.operations import SYSTEM
    from declarations import operations
    from declarations.models import Declaration

    delivery, there = offered(offenbach, at), system(offenbach)
    with bind(offenbach), transaction.atomic():
        Declaration.objects.filter(id=delivery.declaration_id).update(state="archived")
        case = operations.locked(delivery.declaration_id)
        operations.erase(declaration=case, actor=SYSTEM, reason="test", at=at)
    answer = there.get(f"deliveries/{delivery.id}/message")
    assert (answer.status_code, answer.json()["code"]) == (410, "gone")
