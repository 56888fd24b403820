"""Inviting, renewing, taking back, accepting, letting go and time, in any order: one open invitation and one account per
address, only the newest link of an open invitation lets in, and the other city notices nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from accounts.staff import inviting
from accounts.staff.models import Invitation, Staff
from casework import people
from kernel.codes import new_secret
from kernel.errors import Refusal
from tenants.binding import bind
from tests.support.cleaning import clean

ADDRESSES = ("kim@stadt.example", "lou@stadt.example")
PASSWORD = "Lindwurm am Mainufer 7"
STEPS = (
    "invite",
    "renew",
    "revoke",
    "accept",
    "accept an old link",
    "a week",
    "the inviter goes",
    "the inviter is back",
)


@dataclass
class Expected:
    """What should be so for one address."""

    state: str = "none"
    number: int = 0
    newest: str = ""
    old: list[str] = field(default_factory=list)
    ends: datetime | None = None
    account: bool = False


class World:
    def __init__(self, city: Any, other: Any, at: datetime, links: list[str]) -> None:
        clean((city, other))
        self.city, self.other, self.now, self.links = city, other, at, links
        with bind(city):
            made = [
                Staff.objects.create(email=f"{name}@stadt.example", name=name, roles=["owner"])
                for name in ("olga", "otto")
            ]
        self.inviter, self.boss = (person.pk for person in made)
        self.inviter_is_there = True
        self.expected = {address: Expected() for address in ADDRESSES}

    def code(self, operation: Callable[[], Any]) -> str:
        """What it is refused with, or nothing."""
        try:
            with bind(self.city), transaction.atomic():
                operation()
        except Refusal as refusal:
            return refusal.code
        return ""

    def take(self, step: str, address: str) -> None:
        one = self.expected[address]
        if step == "a week":
            self.now += timedelta(days=7)
        elif step == "the inviter goes":
            self.inviter_goes()
        elif step == "the inviter is back":
            given: dict[str, Any] = {"staff_id": self.inviter, "by": self.boss, "at": self.now}
            assert self.code(lambda: people.reactivate(**given)) == (
                "nothing_to_change" if self.inviter_is_there else ""
            )
            self.inviter_is_there = True
        elif step == "invite":
            self.invite(address, one)
        elif step in ("renew", "revoke"):
            self.change(step, one)
        else:
            self.accept(step, one)

    def inviter_goes(self) -> None:
        given: dict[str, Any] = {"staff_id": self.inviter, "by": self.boss, "at": self.now}
        assert self.code(lambda: people.deactivate(**given)) == ("" if self.inviter_is_there else "nothing_to_change")
        if self.inviter_is_there:
            for one in self.expected.values():
                if one.state == "open":
                    one.state = "revoked"
        self.inviter_is_there = False

    def invite(self, address: str, one: Expected) -> None:
        given: dict[str, Any] = {"email": address, "roles": ["reader"], "by": self.inviter, "at": self.now}
        code = self.code(lambda: people.invite(**given))
        if not self.inviter_is_there:
            assert code == "not_allowed"
        elif one.account:
            assert code == "has_account"
        elif one.state == "open":
            assert code == "is_invited"
        else:
            assert code == ""
            with bind(self.city):
                one.number = Invitation.objects.latest("id").pk
            self.sent(one)

    def change(self, step: str, one: Expected) -> None:
        operation = people.renew if step == "renew" else people.revoke
        code = self.code(lambda: operation(invitation_id=one.number, by=self.inviter, at=self.now))
        if not self.inviter_is_there:
            assert code == "not_allowed"
        elif one.state in ("none", "used", "revoked"):
            assert code == {"none": "unknown"}.get(one.state, one.state)
        else:
            assert code == ""
            if step == "renew":
                self.sent(one)
            else:
                one.state = "revoked"

    def sent(self, one: Expected) -> None:
        one.old += [one.newest] if one.newest else []
        one.newest, one.state, one.ends = self.links[-1], "open", self.now + inviting.VALID

    def accept(self, step: str, one: Expected) -> None:
        secret = one.newest if step == "accept" else (one.old or ["nichts"])[-1]
        given: dict[str, Any] = {"secret": secret, "name": "Kim", "password": PASSWORD, "at": self.now}
        code = self.code(lambda: people.accept(**given))
        may = step == "accept" and one.state == "open" and one.ends is not None and self.now < one.ends
        assert (code == "") is may, (code, one)
        if may:
            one.state, one.account = "used", True

    def check(self) -> None:
        with bind(self.city):
            for address, one in self.expected.items():
                rows = Invitation.objects.filter(email=address)
                assert rows.filter(used_at=None, revoked_at=None).count() == (one.state == "open")
                assert rows.exclude(used_at=None).count() == Staff.objects.filter(email=address).count() == one.account
        with bind(self.other):
            assert not Invitation.objects.exists()
            assert not Staff.objects.exists()


@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(ADDRESSES)), max_size=14))
@examples(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_comes_after_whatever(
    offenbach: Any, wiesbaden: Any, at: datetime, steps: list[tuple[str, str]]
) -> None:
    links: list[str] = []

    def heard() -> str:
        links.append(new_secret())
        return links[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inviting, "new_secret", heard)
        patch.setattr("django.contrib.auth.hashers.ScryptPasswordHasher.work_factor", 2)
        world = World(offenbach, wiesbaden, at, links)
        for step, address in steps:
            world.take(step, address)
            world.check()
