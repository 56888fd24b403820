from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from billing.fees.config import FeesConfig
from billing.payments import accounts, numbers
from billing.payments.accounts import Account
from billing.payments.cash_range import CashRange
from billing.payments.config import PaymentsSection
from billing.payments.models import AccountCheck
from billing.providers.base import AccountStanding, ProviderError, ProviderRefused
from billing.providers.registry import REHEARSAL
from configuration import secrets
from configuration.queries import Configuration, in_force
from configuration.readiness import Finding, probe
from tenants.binding import in_rehearsal

ACCOUNT, CHARGING, RANGE = "payments.account", "payments.charging", "payments.cash_numbers"
SECRETS = "payments.secrets"


def _configuration(at: datetime) -> Configuration:
    if connection.in_atomic_block:
        raise RuntimeError("the outside world is never called inside a transaction")
    with transaction.atomic():
        return in_force(at=at)


@probe(ACCOUNT)
def account_is_there(*, at: datetime) -> Finding:
    """A city that takes the fee online needs its own account at the provider."""
    version = in_force(at=at)
    if not version.section(FeesConfig).taken_online:
        return Finding(ACCOUNT, True, _("Die Gebühr wird nicht online erhoben."), needed=False)
    if in_rehearsal():
        return Finding(ACCOUNT, True, _("In der Probe wird nichts abgebucht."), needed=False)
    if version.section(PaymentsSection).provider == REHEARSAL and not settings.SANDBOXES:
        text = _("Der eingestellte Zahlungsdienst ist nur zum Ausprobieren: Es kommt kein Geld an.")
        return Finding(ACCOUNT, False, text, "provider_only_for_trying")
    if version.section(PaymentsSection).account:
        return Finding(ACCOUNT, True, _("Das Konto der Stadt beim Zahlungsdienst ist eingetragen."))
    return Finding(ACCOUNT, False, _("Das Konto der Stadt beim Zahlungsdienst fehlt noch."), "account_missing")


@probe(CHARGING)
def money_can_be_taken_now(*, at: datetime) -> Finding:
    """*Blocked* is not ready; *action needed* is, and says by when. What the provider said within a day is believed, since
    it tells us what changes; otherwise it is asked."""
    version = _configuration(at)
    section = version.section(PaymentsSection)
    if in_rehearsal() or not (version.section(FeesConfig).taken_online and section.account):
        return Finding(CHARGING, True, _("Hier wird jetzt kein Konto beim Zahlungsdienst gebraucht."), needed=False)
    try:
        check = _fresh((section.provider, section.account), at)
    except ProviderRefused:
        return Finding(CHARGING, True, _("Dieser Zahlungsdienst sagt nichts über den Stand des Kontos."))
    except ProviderError:
        return Finding(CHARGING, False, _("Der Zahlungsdienst hat zum Konto noch nichts gesagt."), "account_unasked")
    return _judged(check)


def _fresh(account: Account, at: datetime) -> AccountCheck:
    known = accounts.last_check(account)
    if known is not None and at - known.checked_at <= accounts.FRESH:
        return known
    return accounts.check_one(account, at=at)


def _judged(check: AccountCheck) -> Finding:
    if check.standing == AccountStanding.BLOCKED.value:
        return Finding(CHARGING, False, _("Über das Konto der Stadt kann niemand bezahlen."), "account_blocked")
    if check.standing == AccountStanding.CAN_CHARGE.value:
        return Finding(CHARGING, True, _("Über das Konto der Stadt kann jetzt bezahlt werden."))
    if check.due_by is None:
        return Finding(CHARGING, True, _("Über das Konto kann bezahlt werden. Der Zahlungsdienst möchte noch Angaben."))
    text = _("Über das Konto kann bezahlt werden. Der Zahlungsdienst braucht bis %(day)s noch Angaben.")
    return Finding(CHARGING, True, text % {"day": date_format(localtime(check.due_by), "j. F Y")})


@probe(SECRETS)
def secrets_are_kept(*, at: datetime) -> Finding:
    """Whether what the settings call by name is there, without opening it."""
    section = in_force(at=at).section(PaymentsSection)
    named = [name for name in (section.options.get("secret"), section.options.get("passphrase")) if name]
    if not named:
        return Finding(SECRETS, True, _("Dieser Zahlungsdienst braucht keine Zugangsdaten der Stadt."), needed=False)
    if set(named) - {one.name for one in secrets.kept()}:
        return Finding(SECRETS, False, _("Zugangsdaten für den Zahlungsdienst fehlen noch."), "secret_missing")
    return Finding(SECRETS, True, _("Die Zugangsdaten für den Zahlungsdienst sind hinterlegt."))


@probe(RANGE)
def numbers_are_left(*, at: datetime) -> Finding:
    """From nine tenths on the city has to give a new range; an empty one stops payments."""
    chosen = _range(at)
    if chosen is None:
        return Finding(RANGE, True, _("Kassenzeichen vergibt dieser Dienst selbst."), needed=False)
    used = numbers.share_used(chosen)
    if used >= 1:
        return Finding(RANGE, False, _("Der Nummernkreis der Kassenzeichen ist aufgebraucht."), "cash_numbers_used_up")
    if used >= numbers.NEARLY:
        text = _("Der Nummernkreis der Kassenzeichen ist fast aufgebraucht.")
        return Finding(RANGE, False, text, "cash_numbers_nearly_used_up")
    return Finding(RANGE, True, _("Die Kassenzeichen kommen aus dem Nummernkreis der Stadt."))


def _range(at: datetime) -> CashRange | None:
    return in_force(at=at).section(PaymentsSection).cash_reference
