"""A city's account: how one is asked for, and what Stripe's answer says of it. Held to the library's types by mypy.

Direct charges: the city is the merchant, Stripe collects its own charges from the city and bears losses, the city has the
whole dashboard. We take no share and hold nobody's money.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import stripe

from billing.providers.account_opening import NewAccount
from billing.providers.base import AccountStanding, AccountState, ProviderUnavailable

if TYPE_CHECKING:
    from stripe.params.v2.core import AccountCreateParams, AccountLinkCreateParams, AccountRetrieveParams

# What version 2 leaves out unless it is asked for.
WHOLE: AccountRetrieveParams = {"include": ["configuration.merchant", "requirements", "future_requirements"]}

# Ways to pay that a city may offer, by their names at Stripe. giropay and Sofort ended; whatever else the account's owner
# switches on at Stripe is not offered here.
OFFERED = ("card", "paypal", "sepa_debit", "klarna", "revolut_pay")

GOVERNMENT_SERVICES = "9399"
PREFIX_PLACES = 10
_DUE = frozenset({"currently_due", "past_due"})


def new_account(order: NewAccount) -> AccountCreateParams:
    params: AccountCreateParams = {
        "display_name": order.name,
        "contact_email": order.email,
        "dashboard": "full",
        "identity": {"country": "DE", "entity_type": "government_entity"},
        "defaults": {
            "currency": "eur",
            "locales": ["de"],
            "responsibilities": {"fees_collector": "stripe", "losses_collector": "stripe"},
        },
        "configuration": {
            "merchant": {
                "mcc": GOVERNMENT_SERVICES,
                "statement_descriptor": {
                    "descriptor": order.statement,
                    "prefix": order.statement[:PREFIX_PLACES].strip(),
                },
                "capabilities": {
                    "card_payments": {"requested": True},
                    "sepa_debit_payments": {"requested": True},
                },
            }
        },
        "metadata": {"city": order.our_ref},
    }
    if order.website:
        params["defaults"]["profile"] = {"business_url": order.website}
    return params


def onboarding_page(account: str, return_url: str, refresh_url: str) -> AccountLinkCreateParams:
    """All that will ever be wanted is asked for at once, so that nobody has to come back soon."""
    return {
        "account": account,
        "use_case": {
            "type": "account_onboarding",
            "account_onboarding": {
                "return_url": return_url,
                "refresh_url": refresh_url,
                "collection_options": {"fields": "eventually_due", "future_requirements": "include"},
            },
        },
    }


def read_account(account: stripe.v2.core.Account, offers: Sequence[stripe.PaymentMethodConfiguration]) -> AccountState:
    """*can charge*: cards are active and nothing is due. *blocked*: they are not; what is wanted says why."""
    capabilities = _capabilities(account)
    cards, balance = capabilities.card_payments, capabilities.stripe_balance
    able = cards is not None and cards.status == "active" and not account.closed
    wanted = tuple(dict.fromkeys(_wanted(account)))
    standing = AccountStanding.CAN_CHARGE
    if not able:
        standing = AccountStanding.BLOCKED
        wanted += tuple(detail.code for detail in (cards.status_details if cards else []) if detail.code not in wanted)
    elif wanted:
        standing = AccountStanding.ACTION_NEEDED
    return AccountState(
        account=account.id,
        standing=standing,
        wanted=wanted,
        due_by=_due_by(account) if standing is AccountStanding.ACTION_NEEDED else None,
        methods=_offered(offers),
        pays_out=bool(balance and balance.payouts and balance.payouts.status == "active"),
    )


def _capabilities(account: stripe.v2.core.Account) -> stripe.v2.core.Account.Configuration.Merchant.Capabilities:
    merchant = account.configuration.merchant if account.configuration else None
    if merchant is None or merchant.capabilities is None:
        raise ProviderUnavailable("Stripe's answer does not say what the account can do")
    return merchant.capabilities


_Requirements = stripe.v2.core.Account.Requirements | stripe.v2.core.Account.FutureRequirements


def _of_now_and_soon(account: stripe.v2.core.Account) -> Iterator[_Requirements]:
    yield from (one for one in (account.requirements, account.future_requirements) if one is not None)


def _wanted(account: stripe.v2.core.Account) -> Iterator[str]:
    """What the city itself has to give, now or soon. What Stripe is working on is none of it."""
    for requirements in _of_now_and_soon(account):
        for entry in requirements.entries or []:
            if entry.awaiting_action_from == "user" and entry.minimum_deadline.status in _DUE:
                yield entry.description


def _due_by(account: stripe.v2.core.Account) -> datetime | None:
    times = []
    for requirements in _of_now_and_soon(account):
        deadline = requirements.summary.minimum_deadline if requirements.summary else None
        if deadline is not None and deadline.status in _DUE and deadline.time:
            times.append(datetime.fromisoformat(deadline.time))
    return min(times, default=None)


def _offered(offers: Sequence[stripe.PaymentMethodConfiguration]) -> tuple[str, ...]:
    """Of the configuration that a payment page of ours falls back to: switched on by the city and possible now."""
    usual = [one for one in offers if one.is_default and one.active]
    ours = next((one for one in usual if one.application), usual[0] if usual else None)
    if ours is None:
        return ()
    found = ((name, getattr(ours, name, None)) for name in OFFERED)
    return tuple(name for name, method in found if method is not None and method.available)
