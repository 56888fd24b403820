"""The nominal payment that proves a new provider: paid by the treasurer, of nobody's case, kept with the change itself.

Its page is opened, asked for and settled like every payment's: claim, call with no transaction open, settle.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from billing.payments.ledger import new_cash_reference, outside_transaction
from billing.payments.models import ProviderSwitch
from billing.payments.states import SwitchStep
from billing.payments.switching import UnableToSwitch, locked, running
from billing.providers.base import (
    AccountStanding,
    Misconfigured,
    PaymentLine,
    ProviderError,
    ProviderRefused,
    ProviderState,
    ProviderStatus,
    StartPayment,
)
from billing.providers.registry import provider

T = TypeVar("T")
LABEL = "Probezahlung"
VALIDITY = timedelta(hours=1)
_STATES = {
    ProviderStatus.OPEN: "waiting",
    ProviderStatus.PAID: "paid",
    ProviderStatus.FAILED: "failed",
    ProviderStatus.EXPIRED: "expired",
    ProviderStatus.REFUNDED: "paid",
    ProviderStatus.CHARGED_BACK: "failed",
}


@dataclass(frozen=True)
class Trial:
    """A nominal payment as it has to be found in a provider's book. ``our_ref``: the id that the provider was given."""

    our_ref: UUID
    provider: str
    account: str
    provider_ref: str
    raw_ref: str
    cash_reference: str
    amount_cents: int
    paid_at: datetime


def paid_trials() -> list[Trial]:
    """All that ever arrived, oldest first: money of the city that belongs to no case."""
    rows = ProviderSwitch.objects.exclude(trial_paid_at=None).order_by("id")
    return [
        Trial(
            _number(row), row.new_provider, row.new_account, row.trial_ref, row.trial_raw_ref or "", row.trial_reference or "",
            row.trial_cents, row.trial_paid_at,
        )
        for row in rows
        if row.trial_paid_at is not None
    ]  # fmt: skip


def check(*, at: datetime) -> ProviderSwitch:  # noqa: ARG001  as the other steps
    """Whether the new provider knows us and takes money for this account. Outside any transaction.

    Refused: over, not_reachable, refused, misconfigured.
    """
    row = _running()
    _ask(lambda: _check(row))
    with transaction.atomic():
        row = locked()
        if not row.trial_state:
            row.trial_state = "reachable"
            row.save(update_fields=["trial_state"])
    return row


def _check(row: ProviderSwitch) -> None:
    try:
        found = provider(row.new_provider).account(row.new_account)
    except ProviderRefused as error:
        if str(error) != "not_offered":
            raise
        return
    if found.standing is AccountStanding.BLOCKED:
        raise Misconfigured("the account is blocked")


def open_page(*, at: datetime) -> str:
    """The address at which the treasurer pays. The same one when it is asked for twice. Outside any transaction.

    Refused: over, not_checked, trial_is_over, not_reachable, refused, misconfigured.
    """
    outside_transaction()
    row = _claim(at)
    if row.trial_page and row.trial_ref:
        return row.trial_page
    started = _ask(lambda: provider(row.new_provider).start(_order(row)))
    with transaction.atomic():
        row = locked()
        row.trial_ref, row.trial_page, row.trial_state = started.provider_ref, started.redirect_url, "waiting"
        row.save(update_fields=["trial_ref", "trial_page", "trial_state"])
    return started.redirect_url


def _claim(at: datetime) -> ProviderSwitch:
    with transaction.atomic():
        row = locked()
        if not row.trial_state:
            raise UnableToSwitch(code="not_checked")
        if row.trial_state not in ("reachable", "waiting"):
            raise UnableToSwitch(code="trial_is_over")
        if row.trial_reference is None:
            row.trial_reference, row.trial_expires_at = new_cash_reference(None, at=at), at + VALIDITY
            row.save(update_fields=["trial_reference", "trial_expires_at"])
        return row


def _order(row: ProviderSwitch) -> StartPayment:
    return StartPayment(
        payment_id=_number(row), account=row.new_account, currency="EUR", lines=(PaymentLine(LABEL, row.trial_cents),),
        cash_reference=row.trial_reference or "", methods=(), locale="de", success_url=row.trial_return or "",
        cancel_url=row.trial_return or "", expires_at=row.trial_expires_at or row.begun_at, idempotency_key=row.trial_key,
    )  # fmt: skip


def _number(row: ProviderSwitch) -> UUID:
    return UUID(row.trial_key.removeprefix("trial-"))


def look(*, at: datetime) -> ProviderSwitch:
    """Asks the new provider and settles; a late success wins. Outside any transaction.

    Refused: over, not_checked, not_reachable, refused, misconfigured.
    """
    row = _running()
    if not row.trial_ref:
        raise UnableToSwitch(code="not_checked")
    ref = row.trial_ref
    seen = _ask(lambda: provider(row.new_provider).fetch(ref, account=row.new_account))
    with transaction.atomic():
        row = locked()
        if row.state == SwitchStep.BEGUN and row.trial_ref == ref:
            _settle(row, seen, at)
    return row


def _settle(row: ProviderSwitch, seen: ProviderState, at: datetime) -> None:
    ours = (str(_number(row)), row.trial_cents, "EUR", row.new_account)
    fits = (seen.our_ref, seen.amount_cents, seen.currency, seen.account) == ours
    row.trial_state = _STATES[seen.status] if fits else "differs"
    row.trial_raw_ref = seen.raw_ref or row.trial_raw_ref
    if row.trial_state == "paid":
        row.trial_paid_at, row.state = seen.paid_at or at, SwitchStep.TRIED
    row.save()


def _running() -> ProviderSwitch:
    outside_transaction()
    row = running()
    if row is None:
        raise UnableToSwitch(code="over")
    return row


def _ask(call: Callable[[], T]) -> T:
    try:
        return call()
    except ProviderError as error:
        code = "misconfigured" if isinstance(error, Misconfigured) else "not_reachable"
        raise UnableToSwitch(code="refused" if isinstance(error, ProviderRefused) else code) from None
