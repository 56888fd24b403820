"""The guided change to another provider or account: reached, tried with a nominal payment, then published.

Nothing changes for anybody before ``finish``. Payments that were begun stay where they are: each row names its provider and
account, and a connection stays known after the city has left it (``connections``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from pydantic import ValidationError

from audit.operations import record
from audit.operations import staff as actor
from billing.payments.config import PaymentsSection
from billing.payments.doors import leads_here
from billing.payments.models import ProviderSwitch
from billing.payments.states import SwitchStep
from billing.providers.registry import REHEARSAL, STRIPE
from configuration import secrets, versions
from configuration.models import ConfigurationVersion
from configuration.operations import publish_section
from configuration.queries import in_force
from kernel.errors import Refusal
from tenants.binding import in_rehearsal


class UnableToSwitch(Refusal):
    """under_way (another change runs), over (this one has ended), same_connection, options_wrong (``fault``: a text for IT),
    secret_unknown, account_elsewhere (Stripe: not set up for this city), rehearsal, not_reachable, refused, misconfigured,
    not_checked, trial_is_over, not_paid_yet, reason_missing, changed_meanwhile, change_is_scheduled.
    """


@dataclass(frozen=True)
class Wish:
    """Where to. ``secret`` is what was typed as password; it is kept sealed under a name of its own. Empty: the options name
    secrets that are kept already."""

    provider: str
    account: str
    options: dict[str, Any] = field(default_factory=dict)
    secret: str = field(default="", repr=False)


def running() -> ProviderSwitch | None:
    return ProviderSwitch.objects.filter(ended_at=None).first()


def earlier(*, most: int = 10) -> list[ProviderSwitch]:
    """Those that ended, the newest first; their trial payments stand in the provider's books."""
    return list(ProviderSwitch.objects.exclude(ended_at=None).order_by("-id")[:most])


def begin(*, wish: Wish, return_url: str, by: int, at: datetime) -> ProviderSwitch:
    """Writes down where to. Atomic. Refused: under_way, same_connection, options_wrong, secret_unknown, account_elsewhere,
    rehearsal. ``return_url``: where the new provider's page leads back to."""
    if in_rehearsal():
        raise UnableToSwitch(code="rehearsal")
    key = f"trial-{uuid4()}"
    options = {**wish.options, "secret": f"zahlung-{key[6:14]}"} if wish.secret else dict(wish.options)
    _check_wish(wish, options)
    try:
        with transaction.atomic():
            old = in_force(at=at).section(PaymentsSection)
            if (old.provider, old.account) == (wish.provider, wish.account):
                raise UnableToSwitch(code="same_connection")
            if wish.secret:
                secrets.put(name=options["secret"], value=wish.secret.encode(), by=f"staff {by}", at=at)
            _refuse_missing_secrets(options)
            made = ProviderSwitch.objects.create(
                old_provider=old.provider, old_account=old.account, new_provider=wish.provider, new_account=wish.account,
                options=options, trial_key=key, trial_return=return_url, begun_by=by, begun_at=at,
            )  # fmt: skip
            _audit(made, "begun", by, at)
    except IntegrityError:
        raise UnableToSwitch(code="under_way") from None
    return made


def _check_wish(wish: Wish, options: dict[str, Any]) -> None:
    try:
        PaymentsSection(provider=wish.provider, account=wish.account, options=options)
    except ValidationError as error:
        raise UnableToSwitch(code="options_wrong", fault=error.errors()[0]["msg"]) from None
    if not wish.account or wish.provider == REHEARSAL:
        raise UnableToSwitch(code="options_wrong", fault="account")
    if wish.provider == STRIPE and not leads_here(wish.account):
        raise UnableToSwitch(code="account_elsewhere")


def _refuse_missing_secrets(options: dict[str, Any]) -> None:
    known = {kept.name for kept in secrets.kept()}
    if {options[name] for name in ("secret", "passphrase") if options.get(name)} - known:
        raise UnableToSwitch(code="secret_unknown")


def finish(*, by: int, author: str, reason: str, at: datetime) -> ConfigurationVersion:
    """Publishes the new connection: from now on fees are paid there. Atomic. ``author``: the name that stands at the version.

    Refused: over, not_paid_yet, reason_missing, changed_meanwhile, change_is_scheduled (a version that is published already
    would undo it on its day).
    """
    if not reason.strip():
        raise UnableToSwitch(code="reason_missing")
    with transaction.atomic():
        row = locked()
        if row.state != SwitchStep.TRIED:
            raise UnableToSwitch(code="not_paid_yet")
        now_there = in_force(at=at).section(PaymentsSection)
        if (now_there.provider, now_there.account) != (row.old_provider, row.old_account):
            raise UnableToSwitch(code="changed_meanwhile")
        if versions.planned(at=at):
            raise UnableToSwitch(code="change_is_scheduled")
        changes = {"provider": row.new_provider, "account": row.new_account, "options": row.options}
        section = PaymentsSection.model_validate({**now_there.model_dump(), **changes})
        version, _ = publish_section(section=section, author=author, at=at, reason=reason.strip()[:400])
        end(row, SwitchStep.DONE, by, at)
    return version


def give_up(*, by: int, at: datetime) -> None:
    """Nothing has changed, and the password that was typed is forgotten. Atomic. Refused: over."""
    with transaction.atomic():
        row = locked()
        end(row, SwitchStep.GIVEN_UP, by, at)
        _forget_typed(str(row.options.get("secret", "")))


def again(*, by: int, at: datetime) -> ProviderSwitch:
    """Another trial payment to the same place: the first is kept as it ended. Atomic. Refused: over, not_checked."""
    with transaction.atomic():
        row = locked()
        if row.trial_state not in ("failed", "expired", "differs"):
            raise UnableToSwitch(code="not_checked")
        end(row, SwitchStep.GIVEN_UP, by, at)
        return ProviderSwitch.objects.create(
            old_provider=row.old_provider, old_account=row.old_account, new_provider=row.new_provider,
            new_account=row.new_account, options=row.options, trial_key=f"trial-{uuid4()}", trial_cents=row.trial_cents,
            trial_return=row.trial_return, trial_state="reachable", begun_by=by, begun_at=at,
        )  # fmt: skip


def _forget_typed(name: str) -> None:
    """A password that was typed for a change that came to nothing; one that is published, or that IT keeps, stays."""
    typed = re.fullmatch(r"zahlung-([0-9a-f]{8})", name)
    published = ConfigurationVersion.objects.filter(document__payments__value__options__secret=name)
    if (
        typed
        and ProviderSwitch.objects.filter(trial_key__startswith=f"trial-{typed[1]}").exists()
        and not published.exists()
    ):
        secrets.forget(name)


def locked() -> ProviderSwitch:
    """The running one. Joins the caller's transaction. Refused: over."""
    row = ProviderSwitch.objects.select_for_update(of=("self",), no_key=True).filter(ended_at=None).first()
    if row is None:
        raise UnableToSwitch(code="over")
    return row


def end(row: ProviderSwitch, state: SwitchStep, by: int, at: datetime) -> None:
    row.state, row.ended_by, row.ended_at = state, by, at
    row.save()
    _audit(row, state.value, by, at)


def _audit(row: ProviderSwitch, step: str, by: int, at: datetime) -> None:
    record(
        action=f"payments.switch_{step}",
        actor=actor(by),
        at=at,
        switch=row.id,
        old=row.old_provider,
        new=row.new_provider,
    )
