"""How a city comes by an account of its own: opened, described on the provider's page, taken into use."""

from __future__ import annotations

import unicodedata
import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.operations import Actor
from audit.operations import record as audit
from billing.payments import accounts
from billing.payments.config import PaymentsSection
from billing.payments.doors import STRIPE, open_door_here
from billing.payments.ledger import outside_transaction
from billing.payments.models import AccountCheck
from billing.providers.account_opening import NewAccount
from billing.providers.base import (
    AccountStanding,
    ProviderError,
    ProviderUnavailable,
)
from billing.providers.registry import provider
from configuration.authority import Authority
from configuration.operations import publish_change
from configuration.queries import in_force
from kernel.errors import Refusal
from tenants.binding import current_city, in_rehearsal

STATEMENT_PLACES, STATEMENT_LEAST = 22, 5
_SPELT_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
# Until the provider was asked for the first time.
UNASKED = "not_asked_yet"

MESSAGES = {
    "rehearsal": _("In der Probe gibt es kein Konto. Richten Sie es in Ihrem echten Dienst ein."),
    "authority_incomplete": _("Name oder E-Mail-Adresse Ihrer Behörde fehlen noch in den Einstellungen."),
    "already_open": _("Für Ihre Stadt ist schon ein Konto angelegt. Machen Sie dort weiter."),
    "account_of_another": _("Dieses Konto gehört zu einer anderen Stadt."),
    "account_unknown": _("Dieses Konto gibt es in Ihrer Stadt nicht."),
    "account_blocked": _("Über dieses Konto kann noch niemand bezahlen. Machen Sie zuerst alle Angaben."),
    "switch_needed": _(
        "Ihre Stadt nimmt schon über ein anderes Konto Geld ein. Ein Wechsel geht in Schritten, mit einer Probezahlung."
    ),
    "reason_missing": _("Schreiben Sie bitte in einem Satz, warum."),
    "try_again": _("Der Zahlungsdienst antwortet gerade nicht. Bitte versuchen Sie es in einigen Minuten noch einmal."),
    "not_possible": _("Der Zahlungsdienst lehnt das ab. Bitte wenden Sie sich an die Betreuung dieses Dienstes."),
}


class UnableToSetUpAccount(Refusal):
    """``code`` is one of ``MESSAGES``."""

    def __init__(self, code: str) -> None:
        super().__init__(MESSAGES[code], code=code)


def open_account(*, by: Actor, at: datetime) -> AccountCheck:
    """Opens an account for the city and the door for its messages; what the provider says of it is asked at once.

    Called outside any transaction; each step is safe to repeat, so a crash between them or a second click opens no second
    account. Refused (``UnableToSetUpAccount``): rehearsal, authority_incomplete, already_open, try_again, not_possible.
    """
    outside_transaction()
    if in_rehearsal():
        raise UnableToSetUpAccount("rehearsal")
    with transaction.atomic():
        order = _order(at)
    try:
        account = provider(STRIPE).open_account(order)
    except ProviderError as error:
        raise _in_words(error) from None
    _open_door(account)
    _note_opened(account, by, at)
    return _asked(account, at) or AccountCheck.objects.get(provider=STRIPE, account=account)


def account_page(*, check_id: int, return_url: str, refresh_url: str) -> str:
    """The address where the city says what is wanted of it. Refused: account_unknown, try_again, not_possible."""
    outside_transaction()
    row = _of_this_city(check_id)
    try:
        return provider(row.provider).account_page(
            row.account, return_url=return_url, refresh_url=refresh_url, idempotency_key=f"page-{uuid.uuid4()}"
        )
    except ProviderError as error:
        raise _in_words(error) from None


def take_into_use(*, check_id: int, reason: str, by: Actor, author: str, at: datetime) -> int:
    """Publishes the account as the one that payments go to; answers the number of the version.

    Only the first account is taken into use here. Asks the provider, then one transaction. Refused: account_unknown,
    account_blocked, switch_needed, reason_missing, account_of_another, try_again, not_possible; ``UnableToConfigure``.
    """
    outside_transaction()
    if not reason.strip():
        raise UnableToSetUpAccount("reason_missing")
    row = _of_this_city(check_id)
    with transaction.atomic():
        _refuse_a_switch(row, at)
    if _asked_or_refused(row, at).standing == AccountStanding.BLOCKED.value:
        raise UnableToSetUpAccount("account_blocked")
    _open_door(row.account)
    with transaction.atomic():
        _refuse_a_switch(row, at)
        version, _changed = publish_change(
            section=PaymentsSection,
            changes={"provider": row.provider, "account": row.account},
            author=author,
            reason=reason.strip(),
            at=at,
        )
        audit(action="payment.account_chosen", actor=by, at=at, account=row.account, version=version.number)
    return version.number


def _order(at: datetime) -> NewAccount:
    """The key is the same until the account is noted, so the same order answers the same account."""
    authority = in_force(at=at).section(Authority)
    if not (authority.body and authority.email):
        raise UnableToSetUpAccount("authority_incomplete")
    _provider, used = accounts.account_in_force(at=at)
    opened = list(AccountCheck.objects.filter(provider=STRIPE))
    if any(row.account != used and not _is_over(row) for row in opened):
        raise UnableToSetUpAccount("already_open")
    return NewAccount(
        name=authority.body,
        email=authority.email,
        website=authority.website,
        statement=statement_of(authority.body),
        our_ref=current_city(),
        idempotency_key=f"account-{current_city()}-{len(opened)}",
    )


def _is_over(row: AccountCheck) -> bool:
    """The provider will never let it take money; another may be opened."""
    return row.standing == AccountStanding.BLOCKED.value and any(
        code.startswith("rejected") or code == accounts.UNKNOWN for code in row.wanted
    )


def statement_of(name: str) -> str:
    """What payers read on their statement: 5 to 22 places, plain capitals."""
    german = "".join(_SPELT_OUT.get(sign, sign) for sign in name.lower())
    plain = unicodedata.normalize("NFKD", german).encode("ascii", "ignore").decode().upper()
    kept = " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())[:STATEMENT_PLACES].strip()
    return kept if len(kept) >= STATEMENT_LEAST else f"STADT {kept}".strip()


def _note_opened(account: str, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        _row, new = AccountCheck.objects.get_or_create(
            provider=STRIPE,
            account=account,
            defaults={
                "standing": AccountStanding.BLOCKED.value, "wanted": [UNASKED], "checked_at": at, "since": at,
            },
        )  # fmt: skip
        if new:
            audit(action="payment.account_opened", actor=by, at=at, account=account)


def _open_door(account: str) -> None:
    """The city is known at the door before the account is in use: messages arrive while it is being described."""
    try:
        open_door_here(account=account)
    except IntegrityError:
        raise UnableToSetUpAccount("account_of_another") from None


def _of_this_city(check_id: int) -> AccountCheck:
    row = AccountCheck.objects.filter(id=check_id).first()
    if row is None:
        raise UnableToSetUpAccount("account_unknown")
    return row


def _refuse_a_switch(row: AccountCheck, at: datetime) -> None:
    now = accounts.account_in_force(at=at)
    if now[1] and now != (row.provider, row.account):
        raise UnableToSetUpAccount("switch_needed")


def _asked(account: str, at: datetime) -> AccountCheck | None:
    try:
        return accounts.check_one((STRIPE, account), at=at)
    except ProviderError:
        return None


def _asked_or_refused(row: AccountCheck, at: datetime) -> AccountCheck:
    try:
        return accounts.check_one((row.provider, row.account), at=at)
    except ProviderError as error:
        raise _in_words(error) from None


def _in_words(error: ProviderError) -> UnableToSetUpAccount:
    return UnableToSetUpAccount("try_again" if isinstance(error, ProviderUnavailable) else "not_possible")
