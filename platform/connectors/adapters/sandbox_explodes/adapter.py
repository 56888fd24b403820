"""A case system that is down, or wrongly set up: to rehearse repetition, waiting and alarm."""

from __future__ import annotations

from typing import ClassVar, Literal

from connectors.base import Connector, Misconfigured, Options, OutgoingMessage, Receipt, Temporary


class ExplodingOptions(Options):
    """``how``: no answer (it is tried again and again) or a wrong set-up (the delivery waits for a person)."""

    how: Literal["temporary", "misconfigured"] = "temporary"


class ExplodingSandbox(Connector[ExplodingOptions]):
    name: ClassVar[str] = "sandbox_explodes"
    options_model: ClassVar[type[Options]] = ExplodingOptions

    def check(self, options: ExplodingOptions) -> None:
        _explode(options)

    def deliver(self, message: OutgoingMessage, options: ExplodingOptions, *, idempotency_key: str) -> Receipt:
        _explode(options)
        raise Temporary("no_answer")


def _explode(options: ExplodingOptions) -> None:
    if options.how == "misconfigured":
        raise Misconfigured("credentials_refused")
    raise Temporary("no_answer")
