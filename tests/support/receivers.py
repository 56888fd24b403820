"""Receivers that do as they are told, each behind a connector of its own; registered for a test and forgotten after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from connectors.base import (
    Collected,
    Connector,
    Fate,
    Followed,
    IncomingMessage,
    Misconfigured,
    Options,
    OutgoingMessage,
    Receipt,
    Rejected,
    Temporary,
)


class NoOptions(Options):
    """Nothing to set."""


class Receiver(Connector[NoOptions]):
    """``mood``: answers, later (a receipt that is not final), silent (nothing arrives), lost (it arrives, the answer does
    not), rejects, misconfigured, nonsense, bug. ``has``: what arrived, by key. ``calls``: every call, in order.
    ``meanwhile`` is called in the midst of a call, before anything arrives."""

    options_model: ClassVar[type[Options]] = NoOptions

    def __init__(self, name: str, **able: bool) -> None:
        self.name = name  # type: ignore[misc]  # the class names it as a constant
        for ability, value in able.items():
            setattr(self, ability, value)
        self.mood, self.finding = "answers", "answers"
        self.has: dict[str, OutgoingMessage] = {}
        self.calls: list[tuple[str, str]] = []
        self.fates: dict[str, Any] = {}
        self.meanwhile: Callable[[], None] = lambda: None
        self.inbox: list[IncomingMessage] = []
        self.acknowledged: list[str] = []
        self.collecting: Exception | None = None

    def check(self, options: NoOptions) -> None:
        return None

    def deliver(self, message: OutgoingMessage, options: NoOptions, *, idempotency_key: str) -> Receipt:
        self.calls.append(("deliver", idempotency_key))
        self.meanwhile()
        refusals = {"silent": Temporary("no_answer", "timeout"), "misconfigured": Misconfigured("credentials_refused")}
        refusals |= {"rejects": Rejected("not_competent", "409 wrong office")}
        if self.mood in refusals:
            raise refusals[self.mood]
        if self.mood == "bug":
            raise ValueError("Erika Mustermann")
        self.has.setdefault(idempotency_key, message)
        if self.mood == "lost":
            raise Temporary("no_answer")
        return self._receipt(idempotency_key)

    def _receipt(self, key: str) -> Receipt:
        if self.mood == "nonsense":
            return Receipt("")
        return Receipt(f"{self.name}-{key}", final=self.mood != "later", answer="200 OK", sent_bytes=123)

    def find(self, options: NoOptions, *, idempotency_key: str) -> Receipt | None:
        self.calls.append(("find", idempotency_key))
        if self.finding == "silent":
            raise Temporary("no_answer")
        return Receipt(f"{self.name}-{idempotency_key}") if idempotency_key in self.has else None

    def follow(self, receipt: str, options: NoOptions) -> Followed:
        self.calls.append(("follow", receipt))
        found = self.fates.get(receipt, Followed(Fate.WAITING))
        if isinstance(found, Exception):
            raise found
        return found  # type: ignore[no-any-return]  # what is stored is bytes

    def collect(self, options: NoOptions, cursor: str) -> Collected:
        self.calls.append(("collect", cursor))
        if self.collecting is not None:
            raise self.collecting
        start = int(cursor or 0)
        return Collected(tuple(self.inbox[start : start + 2]), str(min(start + 2, len(self.inbox))))

    def acknowledge(self, options: NoOptions, external_ids: tuple[str, ...]) -> None:
        self.acknowledged += external_ids


@contextmanager
def registered(*receivers: Receiver) -> Iterator[None]:
    from connectors.registry import CONNECTORS

    for receiver in receivers:
        CONNECTORS.register(receiver.name, receiver)
    try:
        yield
    finally:
        for receiver in receivers:
            del CONNECTORS._things[receiver.name]
