"""A payment provider in memory whose word is the truth: quick enough to try every order of what can happen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from billing.providers.base import (
    Forged,
    Misconfigured,
    Notification,
    PaymentProvider,
    ProviderError,
    ProviderRefused,
    ProviderState,
    ProviderStatus,
    Started,
    StartPayment,
)

S = ProviderStatus


@dataclass
class Page:
    order: StartPayment
    ref: str
    status: ProviderStatus = S.OPEN
    under_way: bool = False
    charges: int = 0


@dataclass
class Bank(PaymentProvider):
    """``trouble`` is raised by every call; ``boundary`` is passed before and after each, where a caller may die."""

    name: ClassVar[str] = "stripe"
    shortest_validity: ClassVar[timedelta] = timedelta(minutes=31)
    longest_validity: ClassVar[timedelta] = timedelta(hours=23)

    clock: Callable[[], datetime]
    boundary: Callable[[], None] = lambda: None
    trouble: ProviderError | None = None
    pages: dict[str, Page] = field(default_factory=dict)
    messages: list[Notification] = field(default_factory=list)

    def start(self, order: StartPayment) -> Started:
        self._come_in()
        page = next((page for page in self.pages.values() if page.order == order), None)
        if page is None:
            if any(page.order.idempotency_key == order.idempotency_key for page in self.pages.values()):
                raise ProviderRefused("the key was used for another order")
            page = Page(order, f"cs_{len(self.pages)}_{order.payment_id.hex}")
            self.pages[page.ref] = page
        self.boundary()
        return Started(page.ref, f"http://bank/{page.ref}", order.expires_at)

    def fetch(self, provider_ref: str, *, account: str) -> ProviderState:
        self._come_in()
        seen = self._seen(self._page(provider_ref, account))
        self.boundary()
        return seen

    def close(self, provider_ref: str, *, account: str, idempotency_key: str) -> ProviderState:
        self._come_in()
        page = self._page(provider_ref, account)
        if page.status is S.OPEN and not page.under_way:
            self._end(page, S.EXPIRED)
        self.boundary()
        return self._seen(page)

    def parse_notification(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> Notification:
        raise Forged("this bank's messages are carried by hand")

    # What happens at the bank.
    def pay(self, ref: str) -> bool:
        page = self._at(ref)
        able = page.status is S.OPEN and not page.under_way
        if able:
            page.charges += 1
            self._end(page, S.PAID)
        return able

    def debit(self, ref: str) -> None:
        page = self._at(ref)
        if page.status is S.OPEN:
            page.under_way = True

    def debit_fails(self, ref: str) -> None:
        if self._at(ref).under_way:
            self._end(self._at(ref), S.FAILED)

    def debit_arrives(self, ref: str) -> None:
        """Also after it had failed: the bank found its mistake."""
        page = self._at(ref)
        if page.under_way and page.status in (S.OPEN, S.FAILED):
            page.charges += 1
            self._end(page, S.PAID)

    def give_back(self, ref: str) -> None:
        if self._at(ref).status is S.PAID:
            self._end(self._at(ref), S.REFUNDED)

    @property
    def charges(self) -> int:
        return sum(page.charges for page in self.pages.values())

    def _come_in(self) -> None:
        self.boundary()
        if self.trouble is not None:
            raise self.trouble

    def _at(self, ref: str) -> Page:
        page = self.pages[ref]
        if page.status is S.OPEN and not page.under_way and page.order.expires_at <= self.clock():
            self._end(page, S.EXPIRED)
        return page

    def _page(self, ref: str, account: str) -> Page:
        if ref not in self.pages or self.pages[ref].order.account != account:
            raise ProviderRefused("no such page")
        return self._at(ref)

    def _end(self, page: Page, status: ProviderStatus) -> None:
        page.status = status
        account, number = page.order.account, len(self.messages)
        name = f"evt_{number}_{page.ref}"
        self.messages.append(Notification(name, account, f"page.{status.value}", self.clock(), provider_ref=page.ref))

    def _seen(self, page: Page) -> ProviderState:
        if not page.order.account:
            raise Misconfigured("no account")
        address = f"http://bank/{page.ref}" if page.status is S.OPEN and not page.under_way else None
        return ProviderState(
            page.ref, page.order.account, str(page.order.payment_id), page.status, page.order.amount_cents, "EUR",
            redirect_url=address,
        )  # fmt: skip
