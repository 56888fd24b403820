"""The account as version 2 of the API shows it: capabilities, and what is wanted until when."""

from __future__ import annotations

from typing import Any

from infra.standins.stripe import accounts
from infra.standins.stripe.accounts import CHARGING, step_of, wanted_of
from infra.standins.stripe.errors import invalid
from infra.standins.stripe.shapes import blank, iso
from infra.standins.stripe.store import Object
from infra.standins.stripe.world import World

INCLUDED = frozenset(
    {
        "configuration.customer",
        "configuration.merchant",
        "configuration.recipient",
        "defaults",
        "future_requirements",
        "identity",
        "requirements",
    }
)
KNOWN = frozenset(
    {"configuration", "contact_email", "dashboard", "defaults", "display_name", "identity", "include", "metadata"}
)


def create(world: World, params: dict[str, Any]) -> Object:
    """The whole dashboard goes with Stripe as collector alone, as Stripe demands it."""
    for name in params.keys() - KNOWN:
        raise invalid(name, "unknown here", code="parameter_unknown")
    collectors = params.get("defaults", {}).get("responsibilities", {})
    if params.get("dashboard") == "full" and set(collectors.values()) - {"stripe"}:
        raise invalid("dashboard", "the full dashboard needs Stripe as collector of fees and losses")
    return accounts.create(
        world,
        params.get("display_name") or "",
        step="new",
        email=params.get("contact_email"),
        metadata=params.get("metadata") or {},
        _dashboard=params.get("dashboard"),
        _asked=params,
    )


def shown(account: Object, include: list[str]) -> Object:
    """Fields that were not asked for are null, as at Stripe."""
    for name in set(include) - INCLUDED:
        raise invalid("include", f"{name} is unknown", code="parameter_unknown")
    return blank(
        "v2.core.account",
        id=account["id"],
        applied_configurations=["merchant"],
        closed=False,
        configuration=_configuration(account) if "configuration.merchant" in include else None,
        contact_email=account["email"],
        created=iso(account["created"]),
        dashboard=account.get("_dashboard") or "full",
        defaults=_DEFAULTS if "defaults" in include else None,
        display_name=account["business_profile"]["name"],
        future_requirements=_requirements((), 0, "") if "future_requirements" in include else None,
        livemode=False,
        metadata=account["metadata"],
        requirements=_of_account(account) if "requirements" in include else None,
    )


_DEFAULTS = {
    "currency": "eur",
    "locales": ["de"],
    "responsibilities": {"fees_collector": "stripe", "losses_collector": "stripe", "requirements_collector": "stripe"},
}


def _configuration(account: Object) -> dict[str, Any]:
    capability = _capability(account)
    capabilities = {
        "card_payments": capability,
        "sepa_debit_payments": capability,
        "stripe_balance": {"payouts": capability},
    }
    return {"customer": None, "recipient": None, "merchant": {"applied": True, "capabilities": capabilities}}


def _capability(account: Object) -> dict[str, Any]:
    if step_of(account) in CHARGING:
        return {"status": "active", "status_details": []}
    return {
        "status": "restricted",
        "status_details": [{"code": "requirements_past_due", "resolution": "provide_info"}],
    }


def _of_account(account: Object) -> dict[str, Any]:
    status = "currently_due" if step_of(account) == "due" else "past_due"
    return _requirements(wanted_of(account), int(account.get("_due") or 0), status)


def _requirements(wanted: tuple[str, ...], due: int, status: str) -> dict[str, Any]:
    deadline = {"status": status, "time": iso(due) if due else None} if wanted else None
    return {
        "alternatives": [],
        "entries": [_entry(code, status) for code in wanted],
        "summary": {"minimum_deadline": deadline},
    }


def _entry(code: str, status: str) -> dict[str, Any]:
    restricts = {
        "capability": "card_payments",
        "configuration": "merchant",
        "deadline": {"status": status},
    }
    return {
        "awaiting_action_from": "user",
        "description": code,
        "errors": [],
        "impact": {"restricts_capabilities": [restricts]},
        "minimum_deadline": {"status": status},
        "reference": None,
        "requested_reasons": [{"code": "routine_onboarding"}],
    }
