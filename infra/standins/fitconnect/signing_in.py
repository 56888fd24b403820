"""Who calls. Client credentials by POST; HTTP Basic is refused as the service refuses it, and so is who has no User-Agent."""

from __future__ import annotations

import secrets

from infra.standins.common.http import Request, Response, answer
from infra.standins.fitconnect.errors import Problem
from infra.standins.fitconnect.world import CLIENTS, TOKEN_SECONDS, World


def token(world: World, request: Request) -> Response:
    form = request.form()
    client, password = form.get("client_id", ""), form.get("client_secret", "")
    if form.get("grant_type") != "client_credentials":
        return answer({"error": "unsupported_grant_type"}, 400)
    known = client in CLIENTS and secrets.compare_digest(world.password(client).encode(), password.encode())
    if "authorization" in request.headers or not known:
        return answer({"error": "invalid_client"}, 401)
    made = secrets.token_urlsafe(24)
    world.tokens[made] = (client, world.clock() + TOKEN_SECONDS)
    return answer({"access_token": made, "token_type": "Bearer", "expires_in": TOKEN_SECONDS})


def client_of(world: World, request: Request) -> str:
    kind, _, told = request.headers.get("authorization", "").partition(" ")
    client, until = world.tokens.get(told, ("", 0.0))
    if kind != "Bearer" or until <= world.clock():
        raise Problem(401, "token")
    return client


def demand_a_name(request: Request) -> None:
    if not request.headers.get("user-agent"):
        raise Problem(403, "User-Agent")
