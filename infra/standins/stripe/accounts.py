"""Connected accounts: one record, from which both versions of the API are shown.

``_step`` is how far the city is: *new* (nothing said yet), *complete*, *due* (something is wanted by ``_due``), *blocked*.
"""

from __future__ import annotations

from typing import Any

from infra.standins.stripe.errors import ApiError, missing
from infra.standins.stripe.shapes import blank, new_id
from infra.standins.stripe.store import Object
from infra.standins.stripe.world import World

PLATFORM = "platform"
STEPS = ("new", "complete", "due", "blocked")
CHARGING = frozenset({"complete", "due"})
TWO_WEEKS = 14 * 24 * 3600

# What a public body is asked for, in the words of version 2.
ASKED_AT_FIRST = (
    "configuration.merchant.support.phone",
    "defaults.profile.business_url",
    "identity.business_details.address.line1",
    "identity.business_details.id_numbers.de_vat",
    "payout_methods.default_payout_method",
    "representative.given_name",
)
ASKED_LATER = ("representative.documents.primary_verification.front_back",)


def create(world: World, name: str, *, account_id: str = "", step: str = "complete", **fields: Any) -> Object:
    """An account that the stand-in makes itself is ready to charge; one that the API makes is *new*."""
    account_id = account_id or new_id("acct", 16)
    thing = blank(
        "account",
        id=account_id,
        business_profile={"name": name, "url": None, "mcc": "9399"},
        business_type="government_entity",
        country="DE",
        default_currency="eur",
        created=world.now,
        type="none",
        **{"metadata": {}, **fields},
    )
    return world.save(PLATFORM, _at_step(thing, step))


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


def set_step(world: World, account_id: str, step: str, *, due: int = 0) -> Object:
    """``due``: by when something is wanted, in seconds; only for the step of that name."""
    if step not in STEPS:
        raise ApiError(400, f"There is no such step: {step}")
    return world.save(PLATFORM, _at_step(find(world, account_id), step, due=due or world.now + TWO_WEEKS))


def step_of(account: Object) -> str:
    """Accounts of an older state of the stand-in have none noted."""
    return str(account.get("_step") or ("complete" if account["charges_enabled"] else "blocked"))


def wanted_of(account: Object) -> tuple[str, ...]:
    return {"new": ASKED_AT_FIRST, "due": ASKED_LATER, "blocked": ASKED_LATER}.get(step_of(account), ())


def _at_step(account: Object, step: str, *, due: int = 0) -> Object:
    able = step in CHARGING
    state = "active" if able else "inactive"
    account.update(
        charges_enabled=able,
        payouts_enabled=able,
        details_submitted=step != "new",
        capabilities={
            "card_payments": state,
            "transfers": state,
            "sepa_debit_payments": state,
        },
        _step=step,
        _due=due if step == "due" else 0,
    )
    return account
