"""From a request to its answer: the API under /v1 and /v2, the hosted pages under /c and /o, the stand-in's own page at /."""

from __future__ import annotations

import time
from collections.abc import Callable

from infra.standins.stripe import accounts, api, control, faults, hosted, idempotency, onboarding
from infra.standins.stripe.errors import ApiError
from infra.standins.stripe.http import Request, Response, answer
from infra.standins.stripe.world import World


def respond(world: World, request: Request) -> Response:
    """Every request is one piece of work on the state; only waiting happens outside it."""
    try:
        if not request.path.startswith(("/v1/", "/v2/")):
            with world.store.work():
                return _page_of(request)(world, request)
        with world.store.work():
            fault = faults.take(world, request.method)
        time.sleep(float(world.store.switch("delay") or 0))
        return faults.spoil(fault, _api(world, request, fault))
    except ApiError as error:
        return answer(error.body(), error.status)


def _page_of(request: Request) -> Callable[[World, Request], Response]:
    if request.path.startswith(onboarding.PATH):
        return onboarding.respond
    return hosted.respond if request.path.startswith("/c/") else control.respond


def _api(world: World, request: Request, fault: str) -> Response:
    faults.before_work(fault)
    key = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not key.startswith("sk_test_"):
        raise ApiError(401, "Invalid API Key provided.")
    with world.store.work():
        account = request.headers.get("stripe-account") or request.headers.get("stripe-context") or accounts.PLATFORM
        if account != accounts.PLATFORM:
            accounts.check_access(world, account)
        return idempotency.once(world, account, request, lambda: api.handle(world, account, request))
