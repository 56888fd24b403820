"""Workers that die, come back late, meet each other: nothing lost, nothing delivered twice."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.interface.connectors.support import events, fresh, later, queued, turn


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def in_a_process_that_dies(work: Any) -> None:
    """Runs ``work`` in a process of its own, which must not survive it."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the worker was not killed where it should have been"


def die_before_call(number: int, *, after: bool = False) -> None:
    """From now on the process dies at the n-th time that a file gets its name."""
    count = 0
    for name in ("rename", "replace"):
        real = getattr(Path, name)

        def spy(self: Path, target: Any, real: Any = real) -> Any:
            nonlocal count
            count += 1
            if count == number and not after:
                die()
            result = real(self, target)
            if count == number:
                die()
            return result

        setattr(Path, name, spy)


def pick_up(folder: Path, taken: Path) -> None:
    """The authority's system takes every message that it finds, with what belongs to it."""
    taken.mkdir(exist_ok=True)
    for xml in sorted((folder / "offenbach").glob("*.xml")):
        number = len(list(taken.glob("*.xml")))
        assert xml.with_suffix(".pdf").exists()
        assert xml.with_suffix(".json").exists()
        for part in (xml, xml.with_suffix(".pdf"), xml.with_suffix(".json")):
            shutil.move(part, taken / f"{number}{part.suffix}")


def worker(at: datetime, point: str) -> None:
    from connectors.claiming import claim
    from connectors.delivering import attempt

    kind, _, number = point.partition(" ")
    taken = claim(at=at)
    assert taken is not None
    if kind == "claimed":
        die()
    if kind in ("before", "after"):
        die_before_call(int(number), after=kind == "after")
    attempt(taken, at=at)
    die()


@pytest.mark.parametrize(
    "point",
    ["claimed", *(f"before {number}" for number in range(1, 8)), "after 7", "delivered"],
)
def test_a_killed_worker_loses_nothing_and_delivers_nothing_twice(
    point: str, city: Any, at: datetime, folder: Path, tmp_path: Path
) -> None:
    delivery = queued(at)
    in_a_process_that_dies(lambda: worker(at, point))
    if (folder / "offenbach").exists():
        pick_up(folder, tmp_path / "taken")
    assert turn(later(at, minutes=4)) == 0, "the lease still holds"
    assert turn(later(at, minutes=6)) == 1
    pick_up(folder, tmp_path / "taken")
    assert len(list((tmp_path / "taken").glob("*.xml"))) == 1
    assert fresh(delivery).state == "delivered"
    assert [attempt.outcome for attempt in fresh(delivery).tries.order_by("number")] == ["lost", "delivered"]
    assert len(events("delivery.delivered")) == 1


def test_what_one_worker_holds_the_other_passes_over(city: Any, at: datetime) -> None:
    from connectors.claiming import claim
    from tenants.binding import bind

    queued(at)
    queued(at, reference="0123456789AC")
    found: list[Any] = []
    barrier = threading.Barrier(2)

    def take() -> None:
        with bind(city):
            barrier.wait()
            found.append(claim(at=at))
        connections.close_all()

    threads = [threading.Thread(target=take) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({taken.delivery_id for taken in found if taken}) == 2


@pytest.mark.parametrize("outcome", ["temporary", "rejected", "misconfigured", "impossible"])
def test_a_late_success_wins_over_everything_else(outcome: str, city: Any, at: datetime) -> None:
    from connectors.claiming import claim
    from connectors.settling import Result, settle

    delivery = queued(at)
    slow = claim(at=at)
    quick = claim(at=later(at, minutes=6))
    assert slow
    assert quick
    settle(claim=quick, result=Result(outcome, "code"), at=later(at, minutes=7))
    assert fresh(delivery).state != "delivered"
    settle(claim=slow, result=Result("delivered", receipt="r-1"), at=later(at, minutes=8))
    assert (fresh(delivery).state, fresh(delivery).receipt) == ("delivered", "r-1")


def test_two_workers_that_both_succeed_are_one_success(city: Any, at: datetime) -> None:
    from connectors.claiming import Outcome, claim
    from connectors.settling import Result, settle

    delivery = queued(at)
    both = [claim(at=at), claim(at=later(at, minutes=6))]
    for taken in both:
        assert taken
        settle(claim=taken, result=Result(Outcome.DELIVERED, receipt="r"), at=later(at, minutes=7))
    assert fresh(delivery).state == "delivered"
    assert len(events("delivery.delivered")) == 1


def test_a_worker_that_was_given_up_while_it_made_the_message_neither_keeps_nor_sends_it(
    city: Any, at: datetime, papers: list[Any], folder: Path
) -> None:
    files, sealed = papers[0], []

    def slow() -> Any:
        papers[0] = files
        turn(later(at, minutes=6))
        sealed.append(bytes(fresh(delivery).sealed_message))
        return files

    delivery = queued(at)
    papers[0] = slow
    turn(at)
    assert [bytes(fresh(delivery).sealed_message)] == sealed
    assert fresh(delivery).state == "delivered"
    assert [attempt.outcome for attempt in fresh(delivery).tries.order_by("number")] == ["temporary", "delivered"]
    assert len(list(folder.rglob("*.xml"))) == 1


def test_a_late_failure_changes_nothing(city: Any, at: datetime) -> None:
    from connectors.claiming import Outcome, claim
    from connectors.settling import Result, settle

    delivery = queued(at)
    slow = claim(at=at)
    quick = claim(at=later(at, minutes=6))
    assert slow
    assert quick
    settle(claim=slow, result=Result(Outcome.REJECTED, "no"), at=later(at, minutes=7))
    assert fresh(delivery).state == "in_flight"
    settle(claim=quick, result=Result(Outcome.DELIVERED, receipt="r"), at=later(at, minutes=8))
    settle(claim=slow, result=Result(Outcome.TEMPORARY, "x"), at=later(at, minutes=9))
    assert fresh(delivery).state == "delivered"
    assert events("delivery.rejected") == []


def test_a_message_that_kills_every_worker_ends_before_a_person(city: Any, at: datetime) -> None:
    from connectors.backoff import MOST_TRIES
    from connectors.claiming import claim

    delivery = queued(at)
    for number in range(MOST_TRIES):
        assert claim(at=later(at, minutes=6 * number)) is not None
    assert claim(at=later(at, days=1)) is None
    assert (fresh(delivery).state, fresh(delivery).error) == ("failed", "workers_lost")


STEPS = st.lists(
    st.sampled_from(
        ["claim", "wait", "delivered", "temporary", "rejected", "misconfigured", "die", "resume", "resend"]
    ),
    min_size=3,
    max_size=14,
)


@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, data=st.data())
def test_in_any_order_of_events_a_success_is_told_exactly_once_and_nothing_is_lost(
    steps: list[str], data: Any, city: Any, at: datetime
) -> None:
    from django.db import transaction

    from audit.operations import staff
    from connectors.claiming import claim
    from connectors.operations import UnableToResend, resend, resume
    from connectors.settling import Result, settle
    from declarations.models import Declaration

    delivery = queued(at, reference=f"{Declaration.objects.count():012d}")
    moment, held, succeeded = at, [], False
    for step in steps:
        moment += timedelta(seconds=1)
        if step == "claim":
            taken = claim(at=moment)
            held += [taken] if taken else []
        elif step == "wait":
            moment += timedelta(hours=1)
        elif step == "resume":
            with transaction.atomic():
                resume(at=moment)
        elif step == "resend":
            try:
                with transaction.atomic():
                    resend(delivery_id=delivery.id, by=staff(1), at=moment)
            except UnableToResend:
                assert fresh(delivery).state in ("queued", "in_flight", "delivered")
        elif held:
            taken = held.pop(data.draw(st.integers(0, len(held) - 1)))
            if step != "die":
                settle(claim=taken, result=Result(step, "code", "receipt"), at=moment)
                succeeded |= step == "delivered"
    assert not succeeded or fresh(delivery).state == "delivered"
    bring_home(delivery, moment)
    told = [event for event in events("delivery.delivered") if event.payload["delivery"] == str(delivery.id)]
    assert len(told) == 1


def bring_home(delivery: Any, moment: datetime) -> None:
    """Whatever happened before: a person sends what is stuck once more, and a worker that lives delivers it."""
    from django.db import transaction

    from audit.operations import staff
    from connectors.operations import resend

    if fresh(delivery).state in ("failed", "rejected", "paused"):
        assert fresh(delivery).error
        with transaction.atomic():
            resend(delivery_id=delivery.id, by=staff(1), at=moment)
    turn(moment + timedelta(days=1))
    assert fresh(delivery).state == "delivered"
