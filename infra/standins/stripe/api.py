"""The API's addresses. Each handler gets the world, the account it is for, the parts of the path and the request."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from infra.standins.common.http import Request, Response, answer
from infra.standins.stripe import accounts, accounts_v2, balance, intents, methods, onboarding, reversals, sessions
from infra.standins.stripe.errors import ApiError, missing
from infra.standins.stripe.events import public
from infra.standins.stripe.params import params_of
from infra.standins.stripe.store import Object
from infra.standins.stripe.world import World

Handler = Callable[[World, str, str, Request], Response]


def _expand(request: Request) -> list[str]:
    return list(params_of(request).get("expand", []))


def _create_session(world: World, account: str, _: str, request: Request) -> Response:
    session = sessions.create(world, account, params_of(request), request.origin)
    return answer(sessions.shown(world, account, session, _expand(request)))


def _get_session(world: World, account: str, session_id: str, request: Request) -> Response:
    session = sessions.find(world, account, session_id)
    return answer(sessions.shown(world, account, session, _expand(request)))


def _expire_session(world: World, account: str, session_id: str, request: Request) -> Response:
    session = sessions.expire(world, account, session_id)
    return answer(sessions.shown(world, account, session, _expand(request)))


def _create_intent(world: World, account: str, _: str, request: Request) -> Response:
    if not accounts.find(world, account)["charges_enabled"]:
        raise ApiError(400, "The account cannot make charges now.", code="account_invalid")
    return answer(intents.confirmed(world, account, params_of(request)))


def _cancel_intent(world: World, account: str, intent_id: str, _: Request) -> Response:
    return answer(intents.cancel(world, account, intents.find(world, account, intent_id)))


def _get_intent(world: World, account: str, intent_id: str, request: Request) -> Response:
    intent = intents.find(world, account, intent_id)
    if "latest_charge" in _expand(request) and intent["latest_charge"]:
        intent["latest_charge"] = intents.find_charge(world, account, intent["latest_charge"])
    return answer(intent)


def _get_charge(world: World, account: str, charge_id: str, _: Request) -> Response:
    return answer(intents.find_charge(world, account, charge_id))


def _create_refund(world: World, account: str, _: str, request: Request) -> Response:
    return answer(reversals.refund(world, account, params_of(request)))


def _getter(kind: str) -> Handler:
    def get(world: World, account: str, object_id: str, _: Request) -> Response:
        thing = world.store.get(account, kind, object_id)
        if thing is None:
            raise missing(kind, object_id)
        return answer(thing)

    return get


def _lister(kind: str, address: str, *filters: str) -> Handler:
    def all_of(world: World, account: str, _: str, request: Request) -> Response:
        wanted = {name: params_of(request)[name] for name in filters if name in params_of(request)}
        limit, since = (
            int(params_of(request).get("limit", 10)),
            int(params_of(request).get("created", {}).get("gte", 0)),
        )
        found: list[Object] = [thing for _, thing in world.store.all_of(kind, account)]
        found = [thing for thing in found if all(thing.get(name) == value for name, value in wanted.items())]
        found = _after(
            [thing for thing in found if thing["created"] >= since], params_of(request).get("starting_after")
        )
        return answer({"object": "list", "url": address, "has_more": len(found) > limit, "data": found[:limit]})

    return all_of


def _after(found: list[Object], last: str | None) -> list[Object]:
    """The next page of a list, behind the one that the caller has."""
    places = [place for place, thing in enumerate(found) if thing["id"] == last]
    return found[places[0] + 1 :] if places else found


def _list_book(world: World, account: str, _: str, request: Request) -> Response:
    return answer(balance.listed(world, account, params_of(request)))


def _get_book_line(world: World, account: str, line_id: str, _: Request) -> Response:
    return answer(balance.find(world, account, line_id))


def _create_account(world: World, _: str, __: str, request: Request) -> Response:
    name = params_of(request).get("business_profile", {}).get("name", "")
    return answer(public(accounts.create(world, name, step="new")))


def _get_account(world: World, _: str, account_id: str, __: Request) -> Response:
    return answer(public(accounts.find(world, account_id)))


def _create_account_v2(world: World, _: str, __: str, request: Request) -> Response:
    account = accounts_v2.create(world, params_of(request))
    return answer(accounts_v2.shown(account, params_of(request).get("include", [])))


def _get_account_v2(world: World, _: str, account_id: str, request: Request) -> Response:
    return answer(accounts_v2.shown(accounts.find(world, account_id), params_of(request).get("include", [])))


def _create_link(world: World, _: str, __: str, request: Request) -> Response:
    return answer(onboarding.create_link(world, params_of(request), request.origin))


def _get_event_v2(world: World, _: str, event_id: str, __: Request) -> Response:
    event = world.store.get(accounts.PLATFORM, "v2.core.event", event_id)
    if event is None:
        raise missing("v2.core.event", event_id)
    return answer(event)


def _methods(world: World, account: str, _: str, __: Request) -> Response:
    configuration = methods.configuration(accounts.find(world, account))
    address = "/v1/payment_method_configurations"
    return answer({"object": "list", "url": address, "has_more": False, "data": [configuration]})


_ROUTES: list[tuple[str, str, Handler]] = [
    ("POST", r"/v1/checkout/sessions", _create_session),
    ("GET", r"/v1/checkout/sessions/(\w+)", _get_session),
    ("POST", r"/v1/checkout/sessions/(\w+)/expire", _expire_session),
    ("POST", r"/v1/payment_intents", _create_intent),
    ("GET", r"/v1/payment_intents/(\w+)", _get_intent),
    ("POST", r"/v1/payment_intents/(\w+)/cancel", _cancel_intent),
    ("GET", r"/v1/charges/(\w+)", _get_charge),
    ("POST", r"/v1/refunds", _create_refund),
    ("GET", r"/v1/refunds/(\w+)", _getter("refund")),
    ("GET", r"/v1/refunds", _lister("refund", "/v1/refunds", "charge", "payment_intent")),
    ("GET", r"/v1/disputes/(\w+)", _getter("dispute")),
    ("GET", r"/v1/disputes", _lister("dispute", "/v1/disputes", "charge", "payment_intent")),
    ("GET", r"/v1/balance_transactions/(\w+)", _get_book_line),
    ("GET", r"/v1/balance_transactions", _list_book),
    ("GET", r"/v1/payouts/(\w+)", _getter("payout")),
    ("GET", r"/v1/payouts", _lister("payout", "/v1/payouts", "status")),
    ("GET", r"/v1/events/(\w+)", _getter("event")),
    ("GET", r"/v1/events", _lister("event", "/v1/events", "type")),
    ("POST", r"/v1/accounts", _create_account),
    ("GET", r"/v1/accounts/(\w+)", _get_account),
    ("GET", r"/v1/payment_method_configurations", _methods),
    ("POST", r"/v2/core/accounts", _create_account_v2),
    ("GET", r"/v2/core/accounts/(\w+)", _get_account_v2),
    ("POST", r"/v2/core/account_links", _create_link),
    ("GET", r"/v2/core/events/(\w+)", _get_event_v2),
]


def handle(world: World, account: str, request: Request) -> Response:
    for method, pattern, handler in _ROUTES:
        match = re.fullmatch(pattern, request.path)
        if match and method == request.method:
            argument: Any = match.group(1) if match.groups() else ""
            return handler(world, account, argument, request)
    raise ApiError(404, f"Unrecognized request URL ({request.method}: {request.path}).")
