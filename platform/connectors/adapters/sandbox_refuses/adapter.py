"""A case system that refuses every case: to rehearse what a clerk sees then."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from connectors.base import Connector, Options, OutgoingMessage, Receipt, Rejected


class RefusingOptions(Options):
    """``code`` is the reason that is given."""

    code: str = Field(default="not_competent", pattern=r"^[a-z_]{1,40}$")


class RefusingSandbox(Connector[RefusingOptions]):
    name: ClassVar[str] = "sandbox_refuses"
    options_model: ClassVar[type[Options]] = RefusingOptions

    def check(self, options: RefusingOptions) -> None:
        return None

    def deliver(self, message: OutgoingMessage, options: RefusingOptions, *, idempotency_key: str) -> Receipt:
        raise Rejected(options.code)
