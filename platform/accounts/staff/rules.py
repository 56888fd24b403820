"""What holds for whoever changes the people of a city."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.roles import CITY_ROLES, MANAGE_STAFF
from accounts.staff.models import Staff
from kernel.errors import Refusal

OWNER = "owner"
People = dict[int, Staff]


class UnableToManage(Refusal):
    """not_allowed, unknown_person, last_owner, no_role, unknown_role, nothing_to_change."""

    code = "not_allowed"


def locked() -> People:
    """All people of the city, for this transaction alone: who may still do what, and who is the last owner."""
    return {one.pk: one for one in Staff.objects.select_for_update(no_key=True, of=("self",)).order_by("id")}


def manager(people: People, staff_id: int | None) -> Staff | None:
    """Whoever acts, as they are now. ``None`` is the operator, who invites a first owner and does nothing else.

    Refused: ``UnableToManage`` (not_allowed).
    """
    if staff_id is None:
        return None
    person = people.get(staff_id)
    if person is None or not person.may(MANAGE_STAFF):
        raise UnableToManage()
    return person


def person(people: People, staff_id: int) -> Staff:
    if staff_id not in people:
        raise UnableToManage(code="unknown_person")
    return people[staff_id]


def roles(wanted: Iterable[str]) -> list[str]:
    """In the order of the list of roles. Refused: ``UnableToManage`` (no_role, unknown_role)."""
    given = set(wanted)
    if not given:
        raise UnableToManage(code="no_role")
    if given - set(CITY_ROLES):
        raise UnableToManage(code="unknown_role")
    return [role for role in CITY_ROLES if role in given]


def has_owner(people: People) -> bool:
    return any(one.is_active and OWNER in one.roles for one in people.values())


def had_owner(people: People) -> bool:
    """There is one, or there was one who may not sign in any more."""
    return any(OWNER in one.roles for one in people.values())


def keep_an_owner(people: People, leaving: Staff) -> None:
    """Refused: ``UnableToManage`` (last_owner), when nobody else is an owner who may sign in."""
    others = {pk: one for pk, one in people.items() if pk != leaving.pk}
    if leaving.is_active and OWNER in leaving.roles and not has_owner(others):
        raise UnableToManage(code="last_owner")
