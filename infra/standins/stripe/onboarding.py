"""Account links and the page behind them, where a tester decides what the city has said and what Stripe thinks of it."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import urlsplit

from infra.standins.common.http import Request, Response, page, redirect
from infra.standins.stripe import accounts
from infra.standins.stripe.errors import ApiError, invalid, missing, required
from infra.standins.stripe.events import emit, emit_thin, public
from infra.standins.stripe.markup import FRAME
from infra.standins.stripe.shapes import iso, new_id
from infra.standins.stripe.store import Object
from infra.standins.stripe.world import World

PATH = "/o/"
GOOD_FOR_SECONDS = 300
KINDS = ("account_onboarding", "account_update")
REQUIREMENTS_UPDATED = "v2.core.account[requirements].updated"
CAPABILITY_UPDATED = "v2.core.account[configuration.merchant].capability_status_updated"


def create_link(world: World, params: dict[str, Any], origin: str) -> Object:
    """Good for five minutes and one visit."""
    account = accounts.find(world, params.get("account") or "")
    use = params.get("use_case") or {}
    if use.get("type") not in KINDS:
        raise invalid("use_case.type", "is none of the known ones")
    options = use.get(use["type"]) or {}
    for name in ("refresh_url", "return_url"):
        if not urlsplit(options.get(name, "")).netloc:
            raise required(f"use_case.{use['type']}.{name}")
    token = new_id("link", 20)
    thing = {
        "object": "v2.core.account_link",
        "account": account["id"],
        "created": iso(world.now),
        "expires_at": iso(world.now + GOOD_FOR_SECONDS),
        "livemode": False,
        "url": f"{origin}{PATH}{token}",
        "use_case": {"type": use["type"], **{kind: use.get(kind) for kind in KINDS}},
    }
    world.save(accounts.PLATFORM, {**thing, "id": token, "_ends": world.now + GOOD_FOR_SECONDS, "_done": False})
    return thing


def respond(world: World, request: Request) -> Response:
    token = request.path.removeprefix(PATH)
    link = world.store.get(accounts.PLATFORM, "v2.core.account_link", token)
    if link is None:
        raise missing("account_link", token)
    addresses = link["use_case"][link["use_case"]["type"]]
    if link["_done"] or world.now > link["_ends"]:
        return redirect(addresses["refresh_url"])
    account = accounts.find(world, link["account"])
    if request.method != "POST":
        return page(_html(account))
    form = request.form()
    if form.get("step") != "later":
        decide(world, account["id"], form.get("step", ""), day=form.get("due", ""))
    world.save(accounts.PLATFORM, {**link, "_done": True})
    return redirect(addresses["return_url"])


def decide(world: World, account_id: str, step: str, *, day: str = "") -> None:
    """What Stripe thinks of the account from now on; told by a message of each version."""
    account = accounts.set_step(world, account_id, step, due=_seconds(day))
    emit(world, account_id, "account.updated", public(account))
    emit_thin(world, account_id, REQUIREMENTS_UPDATED)
    emit_thin(world, account_id, CAPABILITY_UPDATED)


def _seconds(day: str) -> int:
    if not day:
        return 0
    try:
        return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())
    except ValueError:
        raise ApiError(400, f"Not a day: {day}") from None


def _html(account: Object) -> str:
    wanted = "".join(f"<li><code>{escape(code)}</code></li>" for code in accounts.wanted_of(account))
    return FRAME.fill(
        "onboarding.html",
        title="Angaben zum Konto (Test)",
        city=escape(account["business_profile"]["name"]),
        account=escape(account["id"]),
        wanted=wanted or "<li>nichts</li>",
    )
