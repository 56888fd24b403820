"""Roles of the city's people, and who may sign in. Each operation joins the caller's transaction, who notes it in the
trail (``casework.people``)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from accounts.roles import MANAGE_STAFF
from accounts.staff import rules
from accounts.staff.models import Invitation, PasswordRequest, Staff, StaffSession
from accounts.staff.rules import UnableToManage


@dataclass(frozen=True)
class Changed:
    """``before``: the roles that the person had. ``taken_back``: invitations of theirs that lead nowhere now."""

    person: Staff
    before: list[str]
    taken_back: list[int] = field(default_factory=list)


def change_roles(*, staff_id: int, roles: Iterable[str], by: int, at: datetime) -> Changed:
    """In force with the person's next click. Refused: ``UnableToManage``."""
    people = rules.locked()
    rules.manager(people, by)
    person, wanted = rules.person(people, staff_id), rules.roles(roles)
    before = list(person.roles)
    if set(wanted) == set(before):
        raise UnableToManage(code="nothing_to_change")
    if rules.OWNER not in wanted:
        rules.keep_an_owner(people, person)
    person.roles = wanted
    person.save(update_fields=["roles"])
    return Changed(person, before, [] if person.may(MANAGE_STAFF) else _take_back(person, at))


def deactivate(*, staff_id: int, by: int, at: datetime) -> Changed:
    """Every sign-in of the person ends in this transaction, and links that were mailed to them open nothing any more.

    Refused: ``UnableToManage`` (not_allowed, unknown_person, last_owner, nothing_to_change).
    """
    people = rules.locked()
    rules.manager(people, by)
    person = rules.person(people, staff_id)
    if not person.is_active:
        raise UnableToManage(code="nothing_to_change")
    rules.keep_an_owner(people, person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    StaffSession.objects.filter(staff=person).delete()
    PasswordRequest.objects.filter(staff=person, used_at=None).delete()
    return Changed(person, list(person.roles), _take_back(person, at))


def reactivate(*, staff_id: int, by: int) -> Changed:
    """With the roles that the person had. Refused: ``UnableToManage``."""
    people = rules.locked()
    rules.manager(people, by)
    person = rules.person(people, staff_id)
    if person.is_active:
        raise UnableToManage(code="nothing_to_change")
    person.is_active = True
    person.save(update_fields=["is_active"])
    return Changed(person, list(person.roles))


def _take_back(person: Staff, at: datetime) -> list[int]:
    """Nobody is let in by somebody who may not do that any more."""
    open_ones = Invitation.objects.filter(invited_by=person, used_at=None, revoked_at=None)
    taken = list(open_ones.values_list("id", flat=True))
    open_ones.update(revoked_at=at, email="")
    return taken
