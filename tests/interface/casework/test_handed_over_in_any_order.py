"""Confirmations, failures, questions, visits, money, words of the authority and days, in any order: contents never go before
everything is confirmed and settled, they always go when the days after that are over, and never in the other city."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from kernel.errors import Refusal
from outbox import operations as outbox
from tenants.binding import bind
from tests.support import cases
from tests.support.cleaning import clean
from tests.support.returned import QUESTION, STATUS, arrive, said, there
from tests.support.roles import ON_BEHALF, ONLINE, confirm_all, forget, publish, second_message

DAY = timedelta(days=1)
STEPS = (
    "confirm", "fail", "another message", "question", "status", "answer", "withdraw", "refused", "approved", "visit",
    "visit given back", "refund", "refund done", "three days", "nine days", "half a year",
)  # fmt: skip
PASSING = {"three days": 3, "nine days": 9, "half a year": 180}


class World:
    """``quiet_since``: the last time that anything happened to the case or to a message of it, kept beside the code."""

    def __init__(self, city: Any, other: Any, at: datetime, days: int) -> None:
        clean((city, other))
        publish(city, at=at, **ONLINE, retention={"handed_over_days": days})
        publish(other, at=at, **ON_BEHALF, retention={"handed_over_days": days})
        self.city, self.days, self.now, self.quiet_since = city, days, at, at
        self.case, self.theirs = there(city, at=at), there(other, at=at)
        self.other, self.visit_ends = other, at
        with bind(city), transaction.atomic():  # as when it went to the authority's system
            outbox.record(name="case.closing_due", subject_id=self.case.id, at=at, due_at=at + 120 * DAY)

    def step(self, name: str) -> None:
        if name in PASSING:
            self.now += PASSING[name] * DAY
            return
        self.now += timedelta(minutes=1)
        if self.case.state == "erased":
            return
        with suppress(Refusal):
            getattr(self, name.replace(" ", "_"), self.outcome(name))()
        cases.work(self.city, at=self.now)

    def confirm(self) -> None:
        if self.unconfirmed():
            self.quiet_since = self.now
        confirm_all(self.city, self.case.id, at=self.now)

    def fail(self) -> None:
        from connectors.models import Delivery

        rows = Delivery.objects.filter(declaration_id=self.case.id).exclude(state="delivered")
        with bind(self.city):
            rows.update(state="failed", lease_until=None)

    def another_message(self) -> None:
        second_message(self.city, self.case.id, at=self.now)

    def question(self) -> None:
        self.hear(said(self.case, "130102", QUESTION.format("Wo?")))

    def status(self) -> None:
        self.hear(said(self.case, "130104", STATUS.format("07")))

    def hear(self, body: bytes) -> None:
        row = arrive(self.city, body, at=self.now)
        if row.state == "carried_out":
            self.quiet_since = self.now

    def answer(self) -> None:
        from casework import requests

        with bind(self.city), transaction.atomic():
            for asked in requests.open_of(self.case.id)[:1]:
                requests.answer(request_id=asked.id, case_id=self.case.id, text="Hier.", has_papers=False, at=self.now)

    def withdraw(self) -> None:
        from casework import withdrawal

        with bind(self.city), transaction.atomic():
            withdrawal.withdraw(case_id=self.case.id, at=self.now)

    def outcome(self, name: str) -> Any:
        from casework import outcomes

        def report() -> None:
            with bind(self.city), transaction.atomic():
                told = outcomes.Report(outcomes.Outcome(name), reason="Weil.")
                outcomes.report(case_id=self.case.id, told=told, by=7, at=self.now)

        return report

    def visit(self) -> None:
        from appointments.models import Booking

        if self.active_visits():
            return
        starts_at = self.now + 5 * DAY
        self.visit_ends = starts_at + timedelta(minutes=20)
        with bind(self.city):
            Booking.objects.create(
                case_id=self.case.id, state="booked", purpose="signing", office="x", seat=1, starts_at=starts_at,
                ends_at=self.visit_ends, busy_from=starts_at, busy_until=self.visit_ends, via="desk",
                created_at=self.now, changed_at=self.now,
            )  # fmt: skip

    def visit_given_back(self) -> None:
        from appointments.models import Booking

        with bind(self.city):
            Booking.objects.filter(case_id=self.case.id, state="booked").update(state="cancelled")

    def refund(self) -> None:
        from billing.payments.models import Payment, Refund

        with bind(self.city):
            row = Payment.objects.create(
                declaration_id=self.case.id, amount_cents=2900, provider="counter", state="paid", lines=[], account="",
                cash_reference=uuid.uuid4().hex[:12], idempotency_key=uuid.uuid4().hex, language="de", success_url="",
                cancel_url="", created_at=self.now, expires_at=self.now, paid_at=self.now,
            )  # fmt: skip
            Refund.objects.create(
                payment=row, amount_cents=2900, reason="withdrawn_early", proposed_at=self.now,
                idempotency_key=uuid.uuid4().hex,
            )  # fmt: skip

    def refund_done(self) -> None:
        from billing.payments.models import Refund

        with bind(self.city):
            Refund.objects.update(state="done")

    def unconfirmed(self) -> bool:
        from connectors.models import Delivery

        with bind(self.city):
            return Delivery.objects.filter(declaration_id=self.case.id).exclude(state="delivered").exists()

    def active_visits(self) -> bool:
        from appointments.models import Booking

        with bind(self.city):
            return Booking.objects.filter(case_id=self.case.id, state="booked").exists()

    def is_due(self) -> bool:
        """As a person would say it who looks at the case."""
        from appointments.models import Invitation
        from billing.payments.models import Refund
        from casework.models import SponsorRequest
        from connectors.models import ReturnedMessage

        row = self.case.row
        if row.state == "erased":
            return False
        with bind(self.city):
            asked = SponsorRequest.objects.filter(case=row, answered_at=None, closed_at=None).exists()
            invited = Invitation.objects.filter(case=row, ended_at=None, expires_at__gt=self.now).exists()
            money = Refund.objects.filter(payment__declaration=row).exclude(state__in=["done", "declined"]).exists()
            back = ReturnedMessage.objects.filter(declaration=row, state="refused", sealed_body__isnull=False).exists()
        last = max(self.quiet_since, row.changed_at, self.visit_ends if self.active_visits() else row.changed_at)
        is_open = self.unconfirmed() or asked or invited or money or back
        return not is_open and self.now - last >= self.days * DAY

    def check(self) -> None:
        from connectors import returned

        with bind(self.city):
            returned.forget_old(at=self.now)
        was_due = self.is_due()
        assert forget(self.city, at=self.now) == int(was_due)
        assert (self.case.state == "erased") or not was_due
        assert forget(self.other, at=self.now) == 0
        assert self.theirs.state == "with_authority_system"


@pytest.mark.parametrize("first", ["another message", "question", "refund", "nine days"])
def test_never_before_all_is_confirmed_and_always_after_the_days(
    first: str, offenbach: Any, wiesbaden: Any, at: datetime, settings: Any
) -> None:
    settings.XAUSLAENDER_SCHEMA_DIR = ""

    @examples(
        max_examples=4, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(steps=st.lists(st.sampled_from(STEPS), min_size=2, max_size=6), days=st.sampled_from([1, 7, 30]))
    def run(steps: list[str], days: int) -> None:
        world = World(offenbach, wiesbaden, at, days)
        for step in (first, *steps):
            world.step(step)
            world.check()
        world.step("refund done")
        for _turn in range(3):  # invitations end, the case closes by its time, and the days after it pass
            world.step("half a year")
            cases.work(world.city, at=world.now)
            world.step("confirm")
            world.check()
        assert world.case.state == "erased"

    run()
