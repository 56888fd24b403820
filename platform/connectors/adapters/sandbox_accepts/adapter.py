"""A case system that takes everything: for rehearsals, where no authority may be reached."""

from __future__ import annotations

from typing import ClassVar

from connectors.base import Connector, Options, OutgoingMessage, Receipt


class AcceptingOptions(Options):
    """Nothing to set."""


class AcceptingSandbox(Connector[AcceptingOptions]):
    name: ClassVar[str] = "sandbox_accepts"
    options_model: ClassVar[type[Options]] = AcceptingOptions

    def check(self, options: AcceptingOptions) -> None:
        return None

    def deliver(self, message: OutgoingMessage, options: AcceptingOptions, *, idempotency_key: str) -> Receipt:
        return Receipt(f"sandbox-{idempotency_key}")
