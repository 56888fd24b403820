"""The same key answers the same thing, and refuses another question."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from infra.standins.common.http import Request, Response
from infra.standins.stripe.errors import ApiError
from infra.standins.stripe.world import World


def once(world: World, account: str, request: Request, work: Callable[[], Response]) -> Response:
    """Runs ``work`` unless its answer is known. Refusals are not kept: nothing was done that could be done twice."""
    key = request.headers.get("idempotency-key", "")
    if request.method != "POST" or not key:
        return work()
    digest = hashlib.sha256(request.path.encode() + b"\n" + request.body).hexdigest()
    known = world.store.rows("SELECT digest, status, body FROM answers WHERE account = ? AND key = ?", account, key)
    if known:
        before, status, body = known[0]
        if before != digest:
            raise ApiError(400, "This key was used with other parameters.", kind="idempotency_error")
        return Response(status, body, headers={"Idempotent-Replayed": "true"})
    response = work()
    world.store.rows("INSERT INTO answers VALUES (?, ?, ?, ?, ?)", account, key, digest, response.status, response.body)
    return response
