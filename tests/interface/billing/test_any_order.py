"""Every order of what can happen, whatever is missing or comes twice, and a process that dies between any two statements:
in the end we know what the bank knows, by our timers alone, and no second charge is kept in silence.

A run takes every so many of them, and each death right after a commit; ``EVERY_ORDER=1`` takes all (some minutes).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
import time_machine

from billing.payments import asking, queries
from billing.payments.inbox import take_in
from billing.payments.models import PaymentEvent
from billing.payments.operations import UnableToPay, ask, close, start
from billing.payments.states import State
from billing.providers.base import Notification, ProviderUnavailable
from outbox.models import OutboxEvent
from outbox.operations import dispatch
from tests.conftest import AT
from tests.interface.billing.bank import Bank
from tests.interface.billing.dying import Fuse, Killed, burning, bury
from tests.interface.billing.support import a_bill, new_declaration

RETURN, TIMER = PaymentEvent.Source.RETURN, PaymentEvent.Source.TIMER
PAGE_MINUTES = 60
ALL = bool(os.environ.get("EVERY_ORDER"))
ORDERS, DEATHS, DEATHS_LEFT_ALONE = (1, 1, 1) if ALL else (17, 31, 29)  # every so many; primes, to meet all deeds
LONG = (3, 90, 60 * 72)  # minutes after the last deed: polls, the end of the page, days


class World:
    """One sponsor, one fee, one bank, and a clock that everybody looks at."""

    def __init__(self, traveller: Any, fuse: Fuse) -> None:
        self.traveller = traveller
        self.now = AT
        self.tell(AT)
        self.bank = Bank(clock=lambda: self.now, boundary=fuse.pass_by)
        self.carried: set[str] = set()
        self.declaration_id = new_declaration(at=AT)

    def tell(self, now: datetime) -> None:
        self.now = now
        self.traveller.move_to(now)

    def refs(self) -> list[str]:
        return list(self.bank.pages)

    # What may happen, each a deed of one line.
    def begin(self) -> None:
        try:
            start(bill=a_bill(self.declaration_id, at=self.now, page_minutes=PAGE_MINUTES), at=self.now)
        except UnableToPay:
            return

    def pay(self) -> None:
        if self.refs():
            self.bank.pay(self.refs()[-1])

    def pay_the_first(self) -> None:
        self.bank.pay(self.refs()[0])

    def debit(self) -> None:
        self.bank.debit(self.refs()[0])

    def debit_fails(self) -> None:
        self.bank.debit_fails(self.refs()[0])

    def debit_arrives(self) -> None:
        self.bank.debit_arrives(self.refs()[0])

    def refund(self) -> None:
        self.bank.give_back(self.refs()[0])

    def first_message(self) -> None:
        self._carry(self.bank.messages[:1])

    def last_message(self) -> None:
        self._carry(self.bank.messages[-1:])

    def all_messages(self) -> None:
        self._carry([message for message in self.bank.messages if message.event_id not in self.carried])

    def come_back(self) -> None:
        for payment in queries.of_declaration(self.declaration_id):
            ask(payment_id=payment.id, source=RETURN, at=self.now)

    def end_the_page(self) -> None:
        for payment in queries.of_declaration(self.declaration_id):
            close(payment_id=payment.id, source=TIMER, at=self.now)

    def work(self) -> None:
        dispatch(at=self.now)

    def an_hour_passes(self) -> None:
        self.tell(self.now + timedelta(minutes=PAGE_MINUTES + 5))

    def bank_goes_down(self) -> None:
        self.bank.trouble = ProviderUnavailable("down")

    def _carry(self, messages: list[Notification]) -> None:
        for message in messages:
            take_in(provider="stripe", notification=message, body=b"{}", at=self.now)
            self.carried.add(message.event_id)

    def let_time_pass(self, *, provider_insists: bool = False) -> None:
        """Nobody does anything any more: the timers alone. ``provider_insists``: it sends until a message is taken."""
        self.bank.trouble = None
        end = self.now
        if provider_insists:
            self.all_messages()
        for minutes in LONG:
            self.tell(end + timedelta(minutes=minutes))
            for _ in range(2):
                dispatch(at=self.now)

    def check(self) -> None:
        payments = {row.provider_ref: row for row in queries.of_declaration(self.declaration_id) if row.provider_ref}
        for ref, page in self.bank.pages.items():
            known = payments.get(ref)
            if known is not None:
                assert known.state == {"open": "pending"}.get(page.status.value, page.status.value), ref
            else:
                assert page.charges == 0, "a page that we never knew of was paid"
        names = list(OutboxEvent.objects.filter(subject_id=self.declaration_id).values_list("name", flat=True))
        charged = sum(page.charges for page in self.bank.pages.values())
        assert names.count("payment.settled") == min(charged, 1)
        assert names.count("payment.surplus") == max(charged - 1, 0)
        marked = [row.attention for row in payments.values()]
        assert marked.count("surplus") == max(charged - 1, 0)
        assert names.count("payment.mismatch") == 0
        live = [row for row in queries.of_declaration(self.declaration_id) if row.state in (State.OPEN, State.PENDING)]
        assert all(self.bank.pages[row.provider_ref or ""].under_way for row in live)


@pytest.fixture
def fuse() -> Fuse:
    return Fuse()


@pytest.fixture
def new_world(
    offenbach: Any, in_offenbach: Any, eager: None, fuse: Fuse, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], World]]:
    with time_machine.travel(AT, tick=False) as traveller:

        def make() -> World:
            OutboxEvent.objects.update(done_at=AT)  # what stories before this one left to be done
            world = World(traveller, fuse)
            monkeypatch.setattr(asking, "provider", lambda _name: world.bank)
            return world

        yield make


def _do(world: World, deeds: tuple[str, ...]) -> None:
    for deed in deeds:
        getattr(world, deed)()


Story = tuple[tuple[str, ...], tuple[str, ...], bool]
STORIES: dict[str, Story] = {
    "one payment": (("begin",), ("pay", "first_message", "first_message", "come_back", "end_the_page"), False),
    "an hour late": (("begin",), ("pay", "last_message", "an_hour_passes", "work", "begin"), False),
    "a debit that fails and another try": (
        ("begin", "debit"), ("debit_fails", "first_message", "come_back", "begin", "pay"), False,
    ),
    "late success beside another payment": (
        ("begin", "debit", "debit_fails", "come_back", "begin"),
        ("debit_arrives", "pay", "last_message", "come_back", "work"), True,
    ),
    "down meanwhile": (("begin",), ("pay", "bank_goes_down", "first_message", "work", "begin"), False),
    "money goes back": (("begin",), ("pay", "refund", "first_message", "last_message", "come_back"), True),
}  # fmt: skip


@pytest.mark.parametrize("name", STORIES)
def test_every_order_ends_in_the_banks_truth(new_world: Callable[[], World], name: str) -> None:
    before, deeds, insists = STORIES[name]
    for order in sorted(set(permutations(deeds)))[::ORDERS]:
        world = new_world()
        _do(world, before)
        _do(world, order)
        world.let_time_pass(provider_insists=insists)
        try:
            _check(world)
        except AssertionError as error:
            raise AssertionError(f"{name}: {', '.join(order)}: {error}") from error


def _check(world: World) -> None:
    """A refund that nobody saw paid was never settled, and need not be."""
    if all(page.status.value != "refunded" for page in world.bank.pages.values()):
        world.check()
        return
    [row] = [row for row in queries.of_declaration(world.declaration_id) if row.provider_ref]
    assert row.state == State.REFUNDED


LIVES: dict[str, tuple[str, ...]] = {
    "paid, message first": ("begin", "pay", "first_message", "work", "come_back"),
    "paid, return first": ("begin", "pay", "come_back", "all_messages", "work"),
    "ended, begun again, paid": ("begin", "an_hour_passes", "work", "begin", "pay", "come_back", "work"),
    "late success beside another payment": (
        "begin", "debit", "debit_fails", "come_back", "begin", "pay", "debit_arrives", "all_messages", "work",
        "come_back",
    ),
    "closed while the payer pays": ("begin", "begin", "pay", "end_the_page", "work"),
}  # fmt: skip


@pytest.mark.parametrize("name", LIVES)
@pytest.mark.parametrize("again", [True, False])
def test_a_process_may_die_between_any_two_statements(
    new_world: Callable[[], World], fuse: Fuse, monkeypatch: pytest.MonkeyPatch, name: str, *, again: bool
) -> None:
    """``again``: what died is asked for once more, as a provider, a payer or a broker does; else it is left to the timers."""
    with burning(fuse, monkeypatch):
        fuse.set(None)
        _do(new_world(), LIVES[name])
        boundaries, after_commits = fuse.passed, set(fuse.after_commits) if again else set()
        assert boundaries > 60
        deaths = 0
        for boundary in sorted({*range(1, boundaries + 1, DEATHS if again else DEATHS_LEFT_ALONE), *after_commits}):
            world = new_world()
            fuse.set(boundary)
            for deed in LIVES[name]:
                try:
                    getattr(world, deed)()
                except Killed:
                    deaths += 1
                    bury()
                    if again or deed == "begin":
                        getattr(world, deed)()
            fuse.set(None)
            world.let_time_pass(provider_insists=True)
            try:
                world.check()
            except AssertionError as error:
                raise AssertionError(f"{name}, killed at {boundary} of {boundaries}: {error}") from error
        assert deaths >= boundaries // DEATHS_LEFT_ALONE // 2
