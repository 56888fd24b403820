"""A password that a person sets: looked at, asked for anew by mail, set once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.staff.models import Asked, PasswordRequest, Staff, StaffSession
from kernel.codes import digest, new_secret
from kernel.errors import Refusal

VALID = timedelta(hours=1)
WINDOW = timedelta(hours=1)
MOST_PER_ACCOUNT = 3
MOST_PER_ADDRESS = 20
WEAK: dict[str, Any] = {
    "password_too_short": _("Das Passwort ist zu kurz. Es braucht mindestens 12 Zeichen."),
    "password_too_similar": _("Das Passwort ist Ihrem Namen oder Ihrer E-Mail-Adresse zu ähnlich."),
    "password_too_common": _("Dieses Passwort verwenden sehr viele. Wählen Sie ein anderes."),
    "password_entirely_numeric": _("Das Passwort besteht nur aus Ziffern. Nehmen Sie Buchstaben dazu."),
}


class UnableToSetPassword(Refusal):
    """weak (``params["messages"]`` says what is missing), unknown, used, expired."""

    code = "unknown"


class UnableToAsk(Refusal):
    """too_many: from this address, or for this account, whether there is one or not."""

    code = "too_many"


def check(password: str, person: Staff) -> None:
    """By the rules in the settings. Refused: ``UnableToSetPassword`` (weak), with all that is wrong at once."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise UnableToSetPassword(code="weak", messages=[WEAK[str(one.code)] for one in error.error_list]) from None


def count(*, what: str, name: str, address: str, at: datetime) -> None:
    """Counts that a link was asked for, and forgets what no longer counts. Refused: ``UnableToAsk``."""
    Asked.objects.filter(at__lte=at - WINDOW).delete()
    keys = {digest(f"{what}:account:{name.strip().lower()}"): MOST_PER_ACCOUNT}
    keys[digest(f"{what}:address:{address}")] = MOST_PER_ADDRESS
    for key, most in keys.items():
        if Asked.objects.filter(key=key, at__gt=at - WINDOW).count() >= most:
            raise UnableToAsk()
    Asked.objects.bulk_create([Asked(key=key, at=at) for key in keys])


def ask(*, email: str, address: str, at: datetime) -> tuple[Staff, str] | None:
    """The person and the secret for the link, or nothing for an address that nobody here has. Joins the caller's
    transaction. An earlier link stays good until it ends. Refused: ``UnableToAsk``."""
    count(what="password", name=email, address=address, at=at)
    person = Staff.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None:
        return None
    secret = new_secret()
    PasswordRequest.objects.create(staff=person, digest=digest(secret), made_at=at, expires_at=at + VALID)
    return person, secret


def find(secret: str, *, at: datetime, lock: bool = False) -> PasswordRequest:
    """Refused: ``UnableToSetPassword`` (unknown, used, expired)."""
    rows = PasswordRequest.objects.select_related("staff").filter(digest=digest(secret))
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None or not found.staff.is_active:
        raise UnableToSetPassword()
    if found.used_at is not None:
        raise UnableToSetPassword(code="used")
    if at >= found.expires_at:
        raise UnableToSetPassword(code="expired")
    return found


def set_new(*, secret: str, password: str, at: datetime) -> Staff:
    """Sets it; every other link of the person and every sign-in ends. Joins the caller's transaction.

    Refused: ``UnableToSetPassword``.
    """
    request = find(secret, at=at, lock=True)
    person = request.staff
    check(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    PasswordRequest.objects.filter(staff=person, used_at=None).update(used_at=at)
    StaffSession.objects.filter(staff=person).delete()
    return person
