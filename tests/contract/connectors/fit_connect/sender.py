"""What the tests of the adapter do again and again."""

from __future__ import annotations

from typing import Any

from infra.standins.fitconnect import submissions
from infra.standins.fitconnect.server import StandIn
from tests.contract.connectors import authority

KEY = "0f" * 16
BODY, SUMMARY = b"<a>Erika</a>", b"%PDF-1.7 Erika"


def message(**changes: Any) -> Any:
    from connectors.base import OutgoingMessage

    told = {"message_id": "11111111-1111-4111-8111-111111111111", "message_type": "130201", "reference": "0123456789AB"}
    return OutgoingMessage(**{**told, "body": BODY, "summary": SUMMARY, **changes})


class Sender:
    def __init__(self, standin: StandIn) -> None:
        self.standin = standin

    def options(self, **changes: Any) -> Any:
        from connectors.adapters.fit_connect.options import FitConnectOptions

        return FitConnectOptions.model_validate(authority.options(self.standin, **changes))

    @property
    def adapter(self) -> Any:
        from connectors.registry import connector

        return connector("fit_connect")

    def deliver(self, key: str = KEY, *, sent: Any = None, **changes: Any) -> Any:
        return self.adapter.deliver(sent or message(), self.options(**changes), idempotency_key=key)

    def outcome(self, key: str = KEY, *, sent: Any = None, **changes: Any) -> str:
        """``arrived``, or the kind and code of the error."""
        from connectors.base import DeliveryError

        try:
            self.deliver(key, sent=sent, **changes)
        except DeliveryError as error:
            return f"{type(error).__name__} {error.code}"
        return "arrived"

    def check(self, **changes: Any) -> str:
        from connectors.base import DeliveryError

        try:
            self.adapter.check(self.options(**changes))
        except DeliveryError as error:
            return f"{type(error).__name__} {error.code}"
        return "fine"

    def find(self, key: str = KEY) -> Any:
        return self.adapter.find(self.options(), idempotency_key=key)

    def follow(self, receipt: Any) -> tuple[Any, ...]:
        from connectors.base import DeliveryError

        try:
            told = self.adapter.follow(receipt.reference, self.options())
        except DeliveryError as error:
            return type(error).__name__, error.code
        return told.fate.value, *told.codes

    def read(self) -> dict[str, bytes]:
        """What the authority reads of the newest submission."""
        return submissions.opened(self.standin.world, authority.arrived(self.standin)[0])
