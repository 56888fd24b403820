"""Messages of the authority, steps of the sponsor and of the desk, and time, in any order: nothing is carried out twice,
nothing that comes too late changes anything, no message decides, and the other city hears of nothing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from kernel.errors import Refusal
from tenants.binding import bind
from tests.support import cases
from tests.support.cleaning import clean
from tests.support.returned import FIXED, QUESTION, STATUS, There, arrive, said, there

ENDS = {"refused", "withdrawn", "forwarded", "closed_by_time"}
MESSAGES: dict[str, Callable[[There, uuid.UUID], bytes]] = {
    "question": lambda case, number: said(case, "130102", QUESTION.format("Wo?"), number=number),
    "status": lambda case, number: said(case, "130104", STATUS.format("07"), number=number),
    "withdrawal received": lambda case, number: said(case, "130104", STATUS.format("03"), number=number),
    "appointment": lambda case, number: said(case, "130105", FIXED, number=number),
    "withdrawal noted": lambda case, number: said(case, "130107", number=number),
    "not competent": lambda case, number: said(case, "130109", number=number),
    "sent back": lambda case, number: said(case, "000002", reference="", number=number),
}
STEPS = ("again", "of the other city", "answer", "withdraw", "approved", "refused", "posted", "two months")


class World:
    def __init__(self, city: Any, other: Any, at: datetime) -> None:
        clean((city, other))
        self.city, self.other, self.now, self.decisions = city, other, at, 0
        self.case, self.theirs = there(city, at=at), there(other, at=at)
        self.sent: list[bytes] = []

    def message(self, name: str) -> None:
        self.deliver(MESSAGES[name](self.case, uuid.uuid4()))

    def again(self) -> None:
        if self.sent:
            before = self.standing()
            row = self.deliver(self.sent[len(self.sent) // 2], keep=False)
            assert row.state != "carried_out" or self.standing() == before

    def of_the_other_city(self) -> None:
        before = self.standing()
        row = self.deliver(said(self.theirs, "130104", STATUS.format("07")), keep=False)
        assert (row.error, self.standing()) == ("case_unknown", before)

    def deliver(self, body: bytes, *, keep: bool = True) -> Any:
        before, was = self.standing(), self.case.state
        row = arrive(self.city, body, at=self.now)
        self.sent += [body] if keep else []
        assert row.state in ("carried_out", "refused")
        assert bool(row.error) == (row.state == "refused")
        if row.state == "refused":
            assert self.standing() == before
        if was in ENDS:
            assert self.case.state == was
        return row

    def standing(self) -> tuple[Any, ...]:
        """Everything that a message could change, besides the list of messages itself."""
        from audit.models import AuditEntry
        from casework.models import AuthorityMessage, SponsorRequest
        from notifications.models import Mail

        with bind(self.city):
            counts = [model.objects.count() for model in (AuditEntry, AuthorityMessage, SponsorRequest, Mail)]
        return self.case.state, *counts

    def person(self, step: str) -> None:
        from casework import outcomes, requests, withdrawal

        with suppress(Refusal), bind(self.city), transaction.atomic():
            if step == "answer":
                waiting = requests.open_of(self.case.id)
                if waiting:
                    requests.answer(
                        request_id=waiting[0].id, case_id=self.case.id, text="Hier.", has_papers=False, at=self.now
                    )
            elif step == "withdraw":
                withdrawal.withdraw(case_id=self.case.id, at=self.now)
            else:
                told = outcomes.Report(outcomes.Outcome(step), reason="Weil.")
                outcomes.report(case_id=self.case.id, told=told, by=7, at=self.now)
        cases.work(self.city, at=self.now)

    def check(self) -> None:
        from appointments.models import Invitation
        from casework.models import AuthorityMessage, Decision, SponsorRequest
        from connectors.models import Delivery
        from notifications.models import Mail

        with bind(self.city):
            decided = list(Decision.objects.values_list("outcome", "decided_by"))
            assert len(decided) <= 1
            assert all(by == 7 for _outcome, by in decided)
            assert not Invitation.objects.exists() or decided == [("approved", 7)]
            for asked in AuthorityMessage.objects.filter(kind="question"):
                assert asked.request_id is not None
                answered = SponsorRequest.objects.get(id=asked.request_id).answered_at is not None
                sent = Delivery.objects.filter(message_type="130103", answers=asked.message_id)
                assert sent.count() == int(answered)
            taken_back = list(Delivery.objects.filter(message_type="130111"))
            assert len(taken_back) == int(self.case.state == "withdrawn")
            last = Delivery.objects.order_by("-place").first()
            assert not taken_back or taken_back == [last], "nothing follows a withdrawal"
        with bind(self.other):
            assert not Mail.objects.exists()
            assert not AuthorityMessage.objects.exists()
        assert self.theirs.state == "with_authority_system"


@pytest.mark.parametrize("first", ["question", "appointment", "withdraw", "approved"])
def test_in_any_order_nothing_happens_twice_or_too_late(
    first: str, offenbach: Any, wiesbaden: Any, at: datetime, settings: Any
) -> None:
    settings.XAUSLAENDER_SCHEMA_DIR = ""

    @examples(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=st.lists(st.sampled_from([*MESSAGES, *STEPS]), min_size=2, max_size=7))
    def run(steps: list[str]) -> None:
        world = World(offenbach, wiesbaden, at)
        for step in (first, *steps):
            world.now += timedelta(days=61 if step == "two months" else 1)
            if step in MESSAGES:
                world.message(step)
            elif step == "again":
                world.again()
            elif step == "of the other city":
                world.of_the_other_city()
            elif step == "two months":
                cases.work(world.city, at=world.now)
            else:
                world.person(step)
            world.check()

    run()
