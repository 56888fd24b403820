"""The invitation to book, and the signed link that carries it: no account, no password, nothing to remember.

The link holds the invitation's number under the city's name. It opens the case's visits and nothing else; another city's
link, a changed one and one whose invitation has ended are told apart and answered plainly.
"""

from __future__ import annotations

import base64
import binascii
import uuid
from datetime import datetime, timedelta

from django.core import signing

from appointments.config import AppointmentRules
from appointments.models import Invitation
from appointments.needs import Purpose
from appointments.records import locked_case
from audit.operations import SYSTEM, record
from configuration.queries import in_force
from kernel.errors import Refusal
from outbox import operations as outbox
from tenants.binding import current

INVITED = "visit.invited"
AGAIN = timedelta(minutes=10)


class UnableToOpenLink(Refusal):
    """``no_such_link`` (foreign, changed, cut off) or ``link_over`` (it was good once; a new one can be asked for)."""

    code = "no_such_link"


def invite(*, case_id: uuid.UUID, purpose: Purpose, at: datetime) -> Invitation:
    """Gives the case the right to book a visit; records ``visit.invited`` unless it was invited for this already.

    Joins the caller's transaction. An invitation for another purpose ends.
    """
    locked_case(case_id)
    open_one = Invitation.objects.filter(case_id=case_id, ended_at=None).first()
    if open_one is not None and open_one.purpose == purpose and open_one.expires_at > at:
        return open_one
    Invitation.objects.filter(case_id=case_id, ended_at=None).update(ended_at=at)
    days = in_force(at=at).section(AppointmentRules).invitation_days
    found = Invitation.objects.create(
        case_id=case_id, purpose=purpose, invited_at=at, expires_at=at + timedelta(days=days)
    )
    record(action=INVITED, actor=SYSTEM, at=at, case_id=case_id, purpose=purpose.value)
    outbox.record(name=INVITED, subject_id=case_id, at=at, invitation=str(found.id))
    return found


def invite_again(*, case_id: uuid.UUID, purpose: Purpose, at: datetime) -> None:
    """Sends the link once more to a case that may book: the one that is good, or a new one.

    Joins the caller's transaction. The good link stays the same, so that whoever holds an old one can end nothing.
    """
    locked_case(case_id)
    there = open_invitation(case_id, at=at)
    if there is None or there.purpose != purpose:
        invite(case_id=case_id, purpose=purpose, at=at)
        return
    outbox.record(name=INVITED, subject_id=case_id, at=at, invitation=str(there.id))


def may_ask_again(*, case_id: uuid.UUID, at: datetime) -> bool:
    """Whoever clicks again and again gets one letter in ten minutes. Remembers that it was asked for.

    Joins the caller's transaction, in which the case is locked.
    """
    there = open_invitation(case_id, at=at)
    if there is None:
        return True
    if at - there.invited_at < AGAIN:
        return False
    there.invited_at = at
    there.save(update_fields=["invited_at"])
    return True


def keep_open(*, case_id: uuid.UUID, purpose: Purpose, until: datetime, at: datetime) -> Invitation:
    """The invitation that is open, whatever for, good until then at least; without one a new one, of which nobody is told.

    For a letter that carries the link again, or a visit later than the invitation's end. Joins the caller's transaction.
    """
    locked_case(case_id)
    found = Invitation.objects.filter(case_id=case_id, ended_at=None).first()
    if found is None:
        return Invitation.objects.create(case_id=case_id, purpose=purpose, invited_at=at, expires_at=until)
    if found.expires_at < until:
        found.expires_at = until
        found.save(update_fields=["expires_at"])
    return found


def open_invitation(case_id: uuid.UUID, *, at: datetime) -> Invitation | None:
    return Invitation.objects.filter(case_id=case_id, ended_at=None, expires_at__gt=at).first()


def token_of(invitation: Invitation) -> str:
    """What stands in the link: the number in 22 characters, and its signature."""
    number = base64.urlsafe_b64encode(invitation.id.bytes).decode().rstrip("=")
    return _signer().sign(number)


def open_token(token: str, *, at: datetime) -> Invitation:
    """The invitation behind a link of the bound city. Refused with ``UnableToOpenLink``."""
    try:
        number = _signer().unsign(token)
        found = Invitation.objects.filter(id=uuid.UUID(bytes=base64.urlsafe_b64decode(f"{number}=="))).first()
    except (signing.BadSignature, ValueError, binascii.Error):
        raise UnableToOpenLink() from None
    if found is None:
        raise UnableToOpenLink()
    if found.ended_at is not None or found.expires_at <= at:
        raise UnableToOpenLink(code="link_over", case_id=found.case_id)
    return found


def _signer() -> signing.Signer:
    return signing.Signer(salt=f"visit-link|{current().schema}", sep=".")
