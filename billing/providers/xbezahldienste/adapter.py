"""XBezahldienste behind our interface. It sends no messages, closes no page and gives nothing back: it is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

from pydantic import ValidationError

from billing.providers.base import (
    AccountStanding,
    AccountState,
    Forged,
    Misconfigured,
    Notification,
    PaymentProvider,
    ProviderRefused,
    ProviderState,
    ProviderUnavailable,
    Started,
    StartPayment,
)
from billing.providers.connections import Connection, connection
from billing.providers.xbezahldienste.client import Client, PaymentExists
from billing.providers.xbezahldienste.options import ACCOUNT, Options
from billing.providers.xbezahldienste.reading import Answered, transaction
from billing.providers.xbezahldienste.request import payment_request

NAME = "xbezahldienste"
_REF = re.compile(r"[\w-]{1,36}", re.ASCII)


class XBezahldienste(PaymentProvider):
    """``account`` is ``originatorId/endPointId``; what else belongs to it is the city's connection."""

    name: ClassVar[str] = NAME
    shortest_validity: ClassVar[timedelta] = timedelta(minutes=10)
    longest_validity: ClassVar[timedelta] = timedelta(hours=4)

    def __init__(self, find: Callable[[str, str], Connection] = connection) -> None:
        self._find = find

    def start(self, order: StartPayment) -> Started:
        """The service takes each of our numbers once. A repetition is told so and looks at what there is."""
        client, options = self._reach(order.account)
        place = f"paymenttransaction/{order.account}"
        try:
            content = client.post(place, payment_request(order, options))
        except PaymentExists as exists:
            content = _found_again(client, place, exists, str(order.payment_id))
        made = transaction(Answered(content, order.account, options, client.answered_at))
        if made.our_ref != str(order.payment_id):
            raise ProviderUnavailable("the answer is about another payment")
        # A page that was used meanwhile has no address any more; on the way back we ask what became of it.
        return Started(made.provider_ref, made.redirect_url or order.success_url, order.expires_at)

    def fetch(self, provider_ref: str, *, account: str) -> ProviderState:
        client, options = self._reach(account)
        if not _REF.fullmatch(provider_ref):
            raise ProviderRefused("not a transaction of such a service")
        content = client.get(f"paymenttransaction/{account}/{quote(provider_ref)}")
        return transaction(Answered(content, account, options, client.answered_at), ref=provider_ref)

    def close(self, provider_ref: str, *, account: str, idempotency_key: str) -> ProviderState:
        """The service knows no such call: a page ends by itself, and until then the answer is OPEN."""
        return self.fetch(provider_ref, account=account)

    def parse_notification(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> Notification:
        raise Forged("such a service sends no messages")

    def account(self, account: str) -> AccountState:
        """Whether the service takes us for this account; which ways to pay it offers it does not tell."""
        client, _options = self._reach(account)
        client.get(f"status/{account}")
        return AccountState(account=account, standing=AccountStanding.CAN_CHARGE, pays_out=True)

    def _reach(self, account: str) -> tuple[Client, Options]:
        if not re.fullmatch(ACCOUNT, account, re.ASCII):
            raise Misconfigured("the account is not originatorId/endPointId")
        found = self._find(NAME, account)
        try:
            options = Options.model_validate(dict(found.options), extra="ignore")
        except ValidationError:
            raise Misconfigured("the options do not fit") from None
        return Client(found, options), options


def _found_again(client: Client, place: str, exists: PaymentExists, our_ref: str) -> Any:
    """The problem may name the transaction; some services find it by our number. Else nobody knows, and the page, whose
    address nobody was told, ends by itself."""
    told = exists.told.get("transactionId")
    number = told if isinstance(told, str) and _REF.fullmatch(told) else our_ref
    try:
        return client.get(f"{place}/{quote(number)}")
    except (ProviderRefused, Misconfigured):
        raise exists from None
