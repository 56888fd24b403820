"""From a request to its answer: the API under /v1 and /v2, the hosted pages under /c and /o, the stand-in's own page at /."""

from __future__ import annotations

from infra.standins.common.http import Request, Response
from infra.standins.stripe import accounts, api, hosted, idempotency, onboarding
from infra.standins.stripe.control import CONTROL
from infra.standins.stripe.errors import ApiError
from infra.standins.stripe.faults import FAULTS
from infra.standins.stripe.world import World


def respond(world: World, request: Request) -> Response:
    """Every request is one piece of work on the state; only waiting happens outside it."""
    if request.path.startswith(("/v1/", "/v2/")):
        return FAULTS.around(world, request, lambda: _api(world, request))
    if not request.path.startswith(("/c/", onboarding.PATH)):
        return CONTROL.respond(world, request)
    show = hosted.respond if request.path.startswith("/c/") else onboarding.respond
    try:
        with world.store.work():
            return show(world, request)
    except ApiError as error:
        return error.response()


def _api(world: World, request: Request) -> Response:
    key = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not key.startswith("sk_test_"):
        raise ApiError(401, "Invalid API Key provided.")
    with world.store.work():
        account = request.headers.get("stripe-account") or request.headers.get("stripe-context") or accounts.PLATFORM
        if account != accounts.PLATFORM:
            accounts.check_access(world, account)
        return idempotency.once(world, account, request, lambda: api.handle(world, account, request))
