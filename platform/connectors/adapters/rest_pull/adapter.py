"""The city's system fetches its messages from our interface (``docs/connectors/rest.md``).

A connector sees no database, and needs none here: the message is kept before it is called, and being called makes the
delivery *handed over*, which is what the interface lists. The system's acknowledgement settles it in one transaction
(``connectors.interface.offering.acknowledge``); so there is nothing to follow, only to wait for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from connectors.base import Connector, Fate, Followed, Misconfigured, Options, OutgoingMessage, Receipt

_fetchers: list[Callable[[], bool]] = []


def known_by(somebody_may_fetch: Callable[[], bool]) -> None:
    """Says who knows whether the bound city has a key with which its system can fetch. The last one said counts."""
    _fetchers[:] = [somebody_may_fetch]


class PullOptions(Options):
    """Nothing to set: the keys are the setting."""


class RestPull(Connector[PullOptions]):
    name: ClassVar[str] = "rest_pull"
    options_model: ClassVar[type[Options]] = PullOptions
    confirms_later: ClassVar[bool] = True

    def check(self, options: PullOptions) -> None:
        if not _fetchers or not _fetchers[0]():
            raise Misconfigured("no_interface_key")

    def deliver(self, message: OutgoingMessage, options: PullOptions, *, idempotency_key: str) -> Receipt:
        return Receipt(f"interface-{idempotency_key}", final=False)

    def follow(self, receipt: str, options: PullOptions) -> Followed:
        return Followed(Fate.WAITING)
