"""Payer, bank, provider, messages, polls and outages in any order: charged once at most, and in the end we know it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from billing.payments import queries
from billing.payments.models import PaymentEvent
from billing.payments.operations import UnableToPay, ask, read_message, start
from infra.standins.stripe import payer
from infra.standins.stripe.errors import ApiError
from infra.standins.stripe.faults import set_faults
from infra.standins.stripe.server import StandIn
from tenants.binding import bind
from tests.conftest import AT
from tests.interface.billing.promise import PromiseStory
from tests.interface.billing.support import OFFENBACH, a_bill, carry, new_declaration

POLL = PaymentEvent.Source.POLL


class Story(PromiseStory):
    """One sponsor, one fee. The payer knows only pages that we led them to."""

    standin: StandIn
    secret: str

    def __init__(self) -> None:
        super().__init__()
        self.now = AT
        self._tell_time()
        self.trouble("normal")
        with bind(self.city):
            self.declaration_id: UUID = new_declaration(at=self.now)
        self.pages: list[str] = []
        self.heard = len(self._all_messages())

    def _tell_time(self) -> None:
        self.standin.world.clock = self.now.timestamp

    def trouble(self, kind: str) -> None:
        with self.standin.world.store.work():
            set_faults(self.standin.world, {"answers": kind})

    def _all_messages(self) -> list[dict[str, Any]]:
        found = [event for _, event in reversed(self.standin.world.store.all_of("event", limit=100_000))]
        return [event for event in found if event["pending_webhooks"]]

    def _at_the_page(self, deed: Any, number: int, **details: Any) -> None:
        if self.pages:
            with self.standin.world.store.work():
                try:
                    deed(self.standin.world, OFFENBACH, self.pages[number % len(self.pages)], **details)
                except ApiError:
                    return

    @rule()
    def begin(self) -> None:
        with bind(self.city):
            try:
                page = start(bill=a_bill(self.declaration_id, at=self.now, page_minutes=60), at=self.now)
            except UnableToPay:
                return
        self.pages.append(page.address.rpartition("/")[2])

    @rule(number=st.integers(0, 9), deed=st.sampled_from([payer.pay, payer.pay, payer.decline, payer.debit]))
    def go_to_the_page(self, number: int, deed: Any) -> None:
        self._at_the_page(deed, number)

    @rule(number=st.integers(0, 9), succeeds=st.booleans())
    def the_bank_answers(self, number: int, *, succeeds: bool) -> None:
        self._at_the_page(payer.settle_debit, number, succeeds=succeeds)

    @rule(which=st.integers(0, 20))
    def a_message_comes(self, which: int) -> None:
        mine = self._all_messages()[self.heard :]
        if mine:
            assert carry(mine[which % len(mine)], self.secret).status_code == 200

    @rule()
    def messages_are_read(self) -> None:
        with bind(self.city):
            for message in queries.unread_messages():
                read_message(message_id=message.id, at=self.now)

    @rule()
    def we_ask(self) -> None:
        with bind(self.city):
            for payment in queries.of_declaration(self.declaration_id):
                ask(payment_id=payment.id, source=POLL, at=self.now)

    @rule(kind=st.sampled_from(["normal", "normal", "unavailable", "lost", "nonsense"]))
    def the_provider_changes_its_mood(self, kind: str) -> None:
        self.trouble(kind)

    @rule(minutes=st.sampled_from([1, 20, 52, 70]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self._tell_time()

    def charges(self) -> int:
        with bind(self.city):
            ours = {str(payment.id) for payment in queries.of_declaration(self.declaration_id)}
        charges = [charge for _, charge in self.standin.world.store.all_of("charge", limit=100_000)]
        return sum(charge["status"] == "succeeded" and charge["metadata"]["payment"] in ours for charge in charges)


def test_whatever_happens_the_fee_is_charged_once_and_known(
    offenbach: Any, stripe_standin: StandIn, settings: Any
) -> None:
    members = {"city": offenbach, "standin": stripe_standin, "secret": settings.STRIPE_WEBHOOK_SECRET}
    _run(type("ThisStory", (Story,), members))


def _run(story: type[Story]) -> None:
    run_state_machine_as_test(story, settings=settings(max_examples=25, stateful_step_count=25, deadline=None))
