"""Payer, bank, payment service, questions and outages in any order: charged once at most, and in the end we know it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import time_machine
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from billing.payments import queries
from billing.payments.models import PaymentEvent
from billing.payments.operations import UnableToPay, ask, start
from infra.standins.xbezahldienste import faults, payments
from infra.standins.xbezahldienste.server import StandIn
from tenants.binding import bind
from tests.conftest import AT
from tests.interface.billing import treasury
from tests.interface.billing.promise import PromiseStory
from tests.interface.billing.support import new_declaration


class Story(PromiseStory):
    """One sponsor, one fee, a service that sends no messages. The payer knows only pages that we led them to."""

    standin: StandIn

    def __init__(self) -> None:
        super().__init__()
        self.now = AT
        self._tell_time()
        self.trouble("normal")
        with bind(self.city):
            self.declaration_id: UUID = new_declaration(at=self.now)
        self.pages: list[str] = []

    def _tell_time(self) -> None:
        self.standin.world.clock = self.now.timestamp

    def trouble(self, kind: str) -> None:
        with self.standin.world.store.work():
            faults.set_faults(self.standin.world, {"answers": kind})

    @rule()
    def begin(self) -> None:
        with bind(self.city):
            try:
                page = start(bill=treasury.bill(self.standin, self.declaration_id, at=self.now), at=self.now)
            except UnableToPay:
                return
        self.pages.append(page.address.rpartition("/")[2])

    @rule(number=st.integers(0, 9), action=st.sampled_from(["pay", "pay", "fail", "cancel", "later"]))
    def go_to_the_page(self, number: int, action: str) -> None:
        if self.pages:
            with self.standin.world.store.work():
                found = self.standin.world.store.by("page", self.pages[number % len(self.pages)])
                if found:
                    payments.act(self.standin.world, found, action)

    @rule(number=st.integers(0, 9), action=st.sampled_from(["bank_pays", "bank_fails", "book"]))
    def the_bank_answers(self, number: int, action: str) -> None:
        mine = self._mine()
        if mine:
            with self.standin.world.store.work():
                payments.bank(self.standin.world, mine[number % len(mine)], action)

    @rule()
    def we_ask(self) -> None:
        with bind(self.city):
            for payment in queries.of_declaration(self.declaration_id):
                ask(payment_id=payment.id, source=PaymentEvent.Source.POLL, at=self.now)

    @rule(kind=st.sampled_from(["normal", "normal", "down", "lost", "nonsense", "half"]))
    def the_service_changes_its_mood(self, kind: str) -> None:
        self.trouble(kind)

    @rule(minutes=st.sampled_from([1, 20, 52, 70]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self._tell_time()

    def _mine(self) -> list[dict[str, Any]]:
        with bind(self.city):
            ours = {str(payment.id) for payment in queries.of_declaration(self.declaration_id)}
        return [payment for payment in self.standin.world.store.all() if payment["request"] in ours]

    def charges(self) -> int:
        return sum(payment["status"] in ("PAYED", "BOOKED") for payment in self._mine())


def test_whatever_happens_the_fee_is_charged_once_and_known(cities: tuple[Any, Any], tmp_path: Path) -> None:
    with (
        time_machine.travel(AT, tick=True),
        StandIn(tmp_path / "xbezahldienste") as standin,
        treasury.connected(standin, cities, AT),
    ):
        story = type("ThisStory", (Story,), {"city": cities[0], "standin": standin})
        bounds = settings(max_examples=20, stateful_step_count=25, deadline=None)
        run_state_machine_as_test(story, settings=bounds)
