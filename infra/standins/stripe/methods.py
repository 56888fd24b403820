"""Which ways to pay an account offers, as its owner has set them in the dashboard."""

from __future__ import annotations

from typing import Any

from infra.standins.stripe.accounts import CHARGING, step_of
from infra.standins.stripe.sessions import METHODS
from infra.standins.stripe.shapes import blank
from infra.standins.stripe.store import Object

# Shown as at Stripe, and off: two of them have ended.
SWITCHED_OFF = ("giropay", "klarna", "revolut_pay", "sofort")


def configuration(account: Object) -> Object:
    able = step_of(account) in CHARGING
    return blank(
        "payment_method_configuration",
        id=f"pmc_{account['id'].removeprefix('acct_')}",
        active=True,
        application="ca_zusage",
        is_default=True,
        livemode=False,
        name="Standard",
        parent="pmc_zusage",
        **{name: _method(on=True, able=able) for name in METHODS},
        **{name: _method(on=False, able=able) for name in SWITCHED_OFF},
    )


def _method(*, on: bool, able: bool) -> dict[str, Any]:
    value = "on" if on else "off"
    preference = {"overridable": None, "preference": value, "value": value}
    return {"available": on and able, "display_preference": preference}
