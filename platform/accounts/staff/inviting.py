"""Invitations: written, renewed, taken back, accepted once. Each operation joins the caller's transaction, who notes it in
the trail and sends the mail (``casework.people``). The secret is answered once and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Min

from accounts.staff import passwords, rules
from accounts.staff.models import Invitation, Staff
from accounts.staff.rules import UnableToManage
from kernel.codes import digest, new_secret
from kernel.errors import Refusal

VALID = timedelta(days=14)
OPEN, USED, REVOKED, EXPIRED = "open", "used", "revoked", "expired"
NAME_LENGTH = 120


class UnableToInvite(Refusal):
    """bad_address, has_account, is_deactivated (an account that may not sign in), is_invited (renew that one), has_owner
    (the city invites its people itself), unknown, used, revoked. Who may not do it at all: ``UnableToManage``."""

    code = "unable_to_invite"


class UnableToAccept(Refusal):
    """unknown, used, revoked, expired, has_account, no_name. A weak password: ``UnableToSetPassword``."""

    code = "unknown"


@dataclass(frozen=True)
class Written:
    """``secret`` goes into the link, and nowhere else."""

    invitation: Invitation
    secret: str


def state_of(invitation: Invitation, *, at: datetime) -> str:
    if invitation.used_at is not None:
        return USED
    if invitation.revoked_at is not None:
        return REVOKED
    return OPEN if at < invitation.expires_at else EXPIRED


def invite(
    *, email: str, roles: Iterable[str], by: int | None, at: datetime, page: str = "", again: bool = False
) -> Written:
    """Good for 14 days. ``by``: who of the city; nobody is the operator, who invites until the city has had an owner, and
    ``again`` where the caller knows why.

    Refused: ``UnableToInvite``, ``UnableToManage``.
    """
    there = rules.locked()
    rules.manager(there, by)
    wanted, address = rules.roles(roles), checked_address(email)
    if by is None and not again and rules.had_owner(there):
        raise UnableToInvite(code="has_owner")
    account = Staff.objects.filter(email__iexact=address).first()
    if account is not None:
        raise UnableToInvite(code="has_account" if account.is_active else "is_deactivated")
    if Invitation.objects.filter(email=address, used_at=None, revoked_at=None).exists():
        raise UnableToInvite(code="is_invited")
    secret = new_secret()
    made = Invitation.objects.create(
        email=address, roles=wanted, invited_by_id=by, page=page, digest=digest(secret), made_at=at,
        expires_at=at + VALID,
    )  # fmt: skip
    return Written(made, secret)


def renew(*, invitation_id: int, by: int | None, at: datetime) -> Written:
    """A new link for 14 more days; the earlier one leads nowhere. ``by`` answers for it from now on.

    Refused: ``UnableToInvite`` (unknown, used, revoked), ``UnableToManage``.
    """
    rules.manager(rules.locked(), by)
    invitation, secret = _unanswered(invitation_id, by), new_secret()
    invitation.invited_by_id, invitation.digest = by, digest(secret)
    invitation.renewed_at, invitation.expires_at = at, at + VALID
    invitation.asked_at = invitation.opened_at = None
    invitation.save()
    return Written(invitation, secret)


def revoke(*, invitation_id: int, by: int | None, at: datetime) -> Invitation:
    """Its address is forgotten with it. Refused: ``UnableToInvite`` (unknown, used, revoked), ``UnableToManage``."""
    rules.manager(rules.locked(), by)
    invitation = _unanswered(invitation_id, by)
    invitation.revoked_at, invitation.email = at, ""
    invitation.save(update_fields=["revoked_at", "email"])
    return invitation


def find(secret: str) -> Invitation:
    """Whatever its state. Refused: ``UnableToAccept`` (unknown)."""
    found = Invitation.objects.select_related("invited_by").filter(digest=digest(secret)).first()
    if found is None:
        raise UnableToAccept()
    return found


def note_opened(invitation: Invitation, *, at: datetime) -> None:
    """The first time counts."""
    Invitation.objects.filter(pk=invitation.pk, opened_at=None).update(opened_at=at)


def ask_again(*, secret: str, address: str, at: datetime) -> Invitation:
    """The person wants a new link for one that has expired. Answers the same however often. Refused: ``UnableToAccept``
    for any other state, ``UnableToAsk``."""
    invitation = find(secret)
    state = state_of(invitation, at=at)
    if state != EXPIRED:
        raise UnableToAccept(code=state)
    passwords.count(what="invitation", name=str(invitation.pk), address=address, at=at)
    Invitation.objects.filter(pk=invitation.pk, asked_at=None).update(asked_at=at)
    return invitation


def accept(*, secret: str, name: str, password: str, at: datetime) -> tuple[Invitation, Staff]:
    """The account, with the roles of the invitation; of two at the same moment one. Refused: ``UnableToAccept``,
    ``UnableToSetPassword`` (weak)."""
    found = Invitation.objects.select_for_update(of=("self",)).filter(digest=digest(secret)).first()
    if found is None:
        raise UnableToAccept()
    state = state_of(found, at=at)
    if state != OPEN:
        raise UnableToAccept(code=state)
    if Staff.objects.filter(email__iexact=found.email).exists():
        raise UnableToAccept(code="has_account")
    called = " ".join(name.split())
    if not called or len(called) > NAME_LENGTH:
        raise UnableToAccept(code="no_name")
    person = Staff(email=found.email, name=called, roles=found.roles, last_login=at)
    passwords.check(password, person)
    person.set_password(password)
    person.save()
    found.used_at = at
    found.save(update_fields=["used_at"])
    return found, person


def checked_address(email: str) -> str:
    """As it is kept. Refused: ``UnableToInvite`` (bad_address)."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise UnableToInvite(code="bad_address") from None
    return address


def _unanswered(invitation_id: int, by: int | None) -> Invitation:
    """The operator touches only what the operator wrote."""
    found = Invitation.objects.select_for_update(of=("self",)).filter(pk=invitation_id).first()
    if found is None:
        raise UnableToInvite(code="unknown")
    if by is None and found.invited_by_id is not None:
        raise UnableToManage()
    if found.used_at is not None or found.revoked_at is not None:
        raise UnableToInvite(code="used" if found.used_at is not None else "revoked")
    return found


def unanswered() -> list[Invitation]:
    """Whoever wrote them: nobody has accepted them or taken them back, expired ones too."""
    return list(Invitation.objects.filter(used_at=None, revoked_at=None).order_by("id"))


def of_operator() -> list[Invitation]:
    """Those that the operator wrote and nobody has accepted or taken back, expired ones too."""
    return list(Invitation.objects.filter(invited_by=None, used_at=None, revoked_at=None).order_by("id"))


def first_times() -> dict[str, datetime | None]:
    """When the city's first person was invited, opened the page and accepted; until then also when that invitation ends
    and whether a new one was asked for. No addresses."""
    found = Invitation.objects.aggregate(
        invited_at=Min("made_at"), opened_at=Min("opened_at"), accepted_at=Min("used_at")
    )
    waiting = None if found["accepted_at"] else of_operator()
    last = waiting[-1] if waiting else None
    return {
        **found,
        "expires_at": last.expires_at if last else None,
        "asked_at": last.asked_at if last else None,
    }
