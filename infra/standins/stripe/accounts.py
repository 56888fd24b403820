"""Connected accounts, in both versions of the API: the same account seen twice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from infra.standins.stripe.errors import ApiError, missing
from infra.standins.stripe.shapes import blank, new_id
from infra.standins.stripe.store import Object
from infra.standins.stripe.world import World

PLATFORM = "platform"


def create(world: World, name: str, *, account_id: str = "") -> Object:
    """Ready to charge at once: onboarding is a form of Stripe's that nobody rehearses here."""
    account_id = account_id or new_id("acct", 16)
    thing = blank(
        "account",
        id=account_id,
        business_profile={"name": name, "url": None, "mcc": "9399"},
        business_type="government_entity",
        capabilities={"card_payments": "active", "transfers": "active"},
        charges_enabled=True,
        payouts_enabled=True,
        details_submitted=True,
        country="DE",
        default_currency="eur",
        created=world.now,
        metadata={},
        type="none",
    )
    return world.save(PLATFORM, thing)


def ensure(world: World, account_id: str, name: str) -> None:
    if world.store.get(PLATFORM, "account", account_id) is None:
        create(world, name, account_id=account_id)


def find(world: World, account_id: str) -> Object:
    account = world.store.get(PLATFORM, "account", account_id)
    if account is None:
        raise missing("account", account_id, param="account")
    return account


def check_access(world: World, account_id: str) -> None:
    """A call on behalf of an account that is not ours is answered as at Stripe: forbidden."""
    if world.store.get(PLATFORM, "account", account_id) is None:
        raise ApiError(403, f"The key has no access to account '{account_id}'", code="account_invalid")


def set_charging(world: World, account_id: str, able: bool) -> Object:
    account = find(world, account_id)
    state = "active" if able else "inactive"
    account.update(charges_enabled=able, capabilities={"card_payments": state, "transfers": state})
    return world.save(PLATFORM, account)


def version_2(account: Object) -> Object:
    """The same account as version 2 shows it."""
    status = "active" if account["charges_enabled"] else "restricted"
    details: list[dict[str, Any]] = (
        [] if account["charges_enabled"] else [{"code": "requirements_past_due", "resolution": "provide_info"}]
    )
    return blank(
        "v2.core.account",
        id=account["id"],
        applied_configurations=["merchant"],
        configuration={
            "customer": None,
            "recipient": None,
            "merchant": {
                "applied": True,
                "capabilities": {"card_payments": {"status": status, "status_details": details}},
            },
        },
        created=datetime.fromtimestamp(account["created"], UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        dashboard="full",
        display_name=account["business_profile"]["name"],
        livemode=False,
        metadata={},
    )
