"""Accounts of the operator's people: made, given roles, shut. All join the caller's transaction, who notes it in the trail."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.operators.models import Operator, OperatorSession
from accounts.roles import OPERATOR_ROLES
from kernel.ags import LAENDER
from kernel.errors import Refusal

OF_A_LAND = "land"


class UnableToChange(Refusal):
    """unknown (no such account), bad_address, name_missing, is_there, unknown_role, role_missing, land_missing (role *land*
    without its Land), land_alone (a Land, or role *land*, beside other roles), unknown_land, weak (the password)."""

    code = "unknown"


def land_of(typed: str) -> str:
    """``HE`` of ``HE`` or of its number ``06``; empty for nothing. Refused: unknown_land."""
    found = {**{number: land for land, number in LAENDER.items()}, **{land: land for land in LAENDER}, "": ""}
    if typed.strip().upper() not in found:
        raise UnableToChange(code="unknown_land")
    return found[typed.strip().upper()]


def add(*, email: str, name: str, roles: Sequence[str], land: str, password: str) -> Operator:
    """Refused: bad_address, name_missing, is_there, weak, and what ``give`` refuses."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise UnableToChange(code="bad_address") from None
    if not name.strip():
        raise UnableToChange(code="name_missing")
    if Operator.objects.filter(email__iexact=address).exists():
        raise UnableToChange(code="is_there")
    person = Operator(email=address, name=name.strip()[:120])
    _give(person, roles, land)
    _set(person, password)
    person.save()
    return person


def give(*, email: str, roles: Sequence[str], land: str) -> Operator:
    """These roles and no others. Refused: unknown, unknown_role, role_missing, land_missing, land_alone, unknown_land."""
    person = find(email)
    _give(person, roles, land)
    person.save(update_fields=["roles", "land"])
    return person


def set_password(*, email: str, password: str) -> Operator:
    """Every sign-in of theirs ends. Refused: unknown, weak."""
    person = find(email)
    _set(person, password)
    person.save(update_fields=["password"])
    OperatorSession.objects.filter(staff=person).delete()
    return person


def switch(*, email: str, active: bool) -> Operator:
    """Shut, every sign-in of theirs ends at once; open again, the password is what it was. Refused: unknown."""
    person = find(email)
    person.is_active = active
    person.save(update_fields=["is_active"])
    if not active:
        OperatorSession.objects.filter(staff=person).delete()
    return person


def find(email: str) -> Operator:
    """Refused: unknown."""
    person: Operator | None = Operator.objects.filter(email__iexact=email.strip()).first()
    if person is None:
        raise UnableToChange
    return person


def _give(person: Operator, roles: Sequence[str], land: str) -> None:
    if not roles:
        raise UnableToChange(code="role_missing")
    if set(roles) - set(OPERATOR_ROLES):
        raise UnableToChange(code="unknown_role")
    if OF_A_LAND in roles and not land:
        raise UnableToChange(code="land_missing")
    if (OF_A_LAND in roles or land) and set(roles) != {OF_A_LAND}:
        raise UnableToChange(code="land_alone")
    person.roles, person.land = sorted(set(roles)), land_of(land) or None


def _set(person: Operator, password: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError:
        raise UnableToChange(code="weak") from None
    person.set_password(password)
