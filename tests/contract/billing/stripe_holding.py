"""Every exchange with the stand-in that a test causes is held to the library's types, whatever else the test looks at.

What the stand-in refuses is held to the library's error object; faults that a test asks for come after and are not held.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import stripe
from stripe import params
from stripe._object_classes import get_object_class
from stripe.params import checkout
from stripe.params.v2 import core

from billing.providers.stripe.client import API_VERSION
from infra.standins.common.http import Request, Response
from infra.standins.stripe import api
from infra.standins.stripe.errors import ApiError
from infra.standins.stripe.params import params_of
from infra.standins.stripe.world import World
from tests.contract.billing.stripe_params import wrong_parameters
from tests.contract.billing.stripe_types import differences, list_differences

# (parameters, what is answered); a list of it where the address is that of a collection and the method GET.
CALLS: dict[tuple[str, str], tuple[type, type]] = {
    ("POST", r"/v1/checkout/sessions"): (checkout.SessionCreateParams, stripe.checkout.Session),
    ("GET", r"/v1/checkout/sessions/(\w+)"): (checkout.SessionRetrieveParams, stripe.checkout.Session),
    ("POST", r"/v1/checkout/sessions/(\w+)/expire"): (checkout.SessionExpireParams, stripe.checkout.Session),
    ("GET", r"/v1/payment_intents/(\w+)"): (params.PaymentIntentRetrieveParams, stripe.PaymentIntent),
    ("GET", r"/v1/charges/(\w+)"): (params.ChargeRetrieveParams, stripe.Charge),
    ("POST", r"/v1/payment_intents"): (params.PaymentIntentCreateParams, stripe.PaymentIntent),
    ("POST", r"/v1/payment_intents/(\w+)/cancel"): (params.PaymentIntentCancelParams, stripe.PaymentIntent),
    ("POST", r"/v1/refunds"): (params.RefundCreateParams, stripe.Refund),
    ("GET", r"/v1/refunds/(\w+)"): (params.RefundRetrieveParams, stripe.Refund),
    ("GET", r"/v1/refunds"): (params.RefundListParams, stripe.Refund),
    ("GET", r"/v1/disputes/(\w+)"): (params.DisputeRetrieveParams, stripe.Dispute),
    ("GET", r"/v1/disputes"): (params.DisputeListParams, stripe.Dispute),
    ("GET", r"/v1/balance_transactions/(\w+)"): (params.BalanceTransactionRetrieveParams, stripe.BalanceTransaction),
    ("GET", r"/v1/balance_transactions"): (params.BalanceTransactionListParams, stripe.BalanceTransaction),
    ("GET", r"/v1/payouts/(\w+)"): (params.PayoutRetrieveParams, stripe.Payout),
    ("GET", r"/v1/payouts"): (params.PayoutListParams, stripe.Payout),
    ("GET", r"/v1/events/(\w+)"): (params.EventRetrieveParams, stripe.Event),
    ("GET", r"/v1/events"): (params.EventListParams, stripe.Event),
    ("POST", r"/v1/accounts"): (params.AccountCreateParams, stripe.Account),
    ("GET", r"/v1/accounts/(\w+)"): (params.AccountRetrieveParams, stripe.Account),
    ("GET", r"/v1/payment_method_configurations"): (
        params.PaymentMethodConfigurationListParams,
        stripe.PaymentMethodConfiguration,
    ),
    ("POST", r"/v2/core/accounts"): (core.AccountCreateParams, stripe.v2.core.Account),
    ("GET", r"/v2/core/accounts/(\w+)"): (core.AccountRetrieveParams, stripe.v2.core.Account),
    ("POST", r"/v2/core/account_links"): (core.AccountLinkCreateParams, stripe.v2.core.AccountLink),
    ("GET", r"/v2/core/events/(\w+)"): (core.EventRetrieveParams, stripe.v2.core.Event),
}
# An account shows those of hundreds of ways to pay that it has; a thin event names its object, which the bare class leaves out.
_PARTIAL = (stripe.PaymentMethodConfiguration,)
_BESIDE: dict[type, set[str]] = {stripe.v2.core.Event: {"related_object"}}

Handle = Callable[[World, str, Request], Response]


@dataclass
class Holding:
    """``problems`` must be empty at a test's end; ``calls`` says what was held."""

    handle: Handle
    problems: list[str] = field(default_factory=list)
    calls: set[tuple[str, str]] = field(default_factory=set)

    def __call__(self, world: World, account: str, request: Request) -> Response:
        try:
            response = self.handle(world, account, request)
        except ApiError as error:
            self.problems += differences(error.body()["error"], stripe.ErrorObject, complete=False)
            raise
        call = _call_of(request)
        self.calls.add(call)
        where = f"{request.method} {request.path}"
        self.problems += [f"{where}: {problem}" for problem in _of_exchange(call, request, json.loads(response.body))]
        return response

    def take_events(self, world: World) -> None:
        """What was, or would have been, sent: the event, and the object in it."""
        for _, event in world.store.all_of("event"):
            thing = event["data"]["object"]
            self.problems += differences(event, stripe.Event)
            self.problems += differences(thing, get_object_class("V1", thing["object"]))
        for _, event in world.store.all_of("v2.core.event"):
            self.problems += answer_differences(event, stripe.v2.core.Event)


def _call_of(request: Request) -> tuple[str, str]:
    return next(call for call in CALLS if call[0] == request.method and re.fullmatch(call[1], request.path))


def _of_exchange(call: tuple[str, str], request: Request, answered: Any) -> Iterator[str]:
    expected, answer = CALLS[call]
    if request.headers.get("stripe-version", API_VERSION) != API_VERSION:
        yield f"asked in version {request.headers['stripe-version']} of the API"
    yield from wrong_parameters(params_of(request), expected, form=not _is_json(request))
    is_list = call[0] == "GET" and not call[1].endswith(")")
    yield from (list_differences if is_list else answer_differences)(answered, answer, complete=answer not in _PARTIAL)


def answer_differences(answered: Any, cls: type, *, complete: bool = True) -> list[str]:
    beside = _BESIDE.get(cls, set())
    return differences({name: value for name, value in answered.items() if name not in beside}, cls, complete=complete)


def _is_json(request: Request) -> bool:
    return request.method == "POST" and request.headers.get("content-type", "").startswith("application/json")


def known_to_the_standin() -> set[tuple[str, str]]:
    return {(method, pattern) for method, pattern, _ in api._ROUTES}
