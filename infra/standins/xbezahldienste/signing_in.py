"""Who calls: by Basic, by a token that was fetched before, or by a certificate."""

from __future__ import annotations

import base64
import binascii
import secrets

from infra.standins.common.http import Request, Response, answer
from infra.standins.xbezahldienste.errors import Problem
from infra.standins.xbezahldienste.world import AUTHORITIES, TOKEN_SECONDS, World


def by_basic(world: World, request: Request) -> str:
    kind, _, code = request.headers.get("authorization", "").partition(" ")
    try:
        user, _, password = base64.b64decode(code, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Problem(401) from None
    known = user in AUTHORITIES and secrets.compare_digest(world.password(user).encode(), password.encode())
    if kind != "Basic" or not known:
        raise Problem(401)
    return user


def by_token(world: World, request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    user, until = world.tokens.get(token, ("", 0.0))
    if kind != "Bearer" or until <= world.clock():
        raise Problem(401)
    return user


def by_certificate(_world: World, request: Request) -> str:
    if not request.user:
        raise Problem(403, "FORBIDDEN")
    return request.user


def token(world: World, request: Request) -> Response:
    """Grant *client_credentials* of RFC 6749."""
    if request.form().get("grant_type") != "client_credentials":
        return answer({"error": "unsupported_grant_type"}, 400)
    try:
        user = by_basic(world, request)
    except Problem:
        return answer({"error": "invalid_client"}, 401)
    made = secrets.token_urlsafe(24)
    world.tokens[made] = (user, world.clock() + TOKEN_SECONDS)
    return answer({"access_token": made, "token_type": "Bearer", "expires_in": TOKEN_SECONDS})
