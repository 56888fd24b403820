"""Signing in and out, for staff and operators alike: each with its own tables, in its own schema.

Guessing is slowed by rate (per address and per account name), never by locking an account; an unknown address and a
wrong password answer alike and take alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.operators.models import FailedOperatorSignIn, Operator, OperatorSession
from accounts.staff.models import FailedSignIn, Staff, StaffSession
from kernel.codes import digest, new_secret
from kernel.errors import Refusal

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=10)
WINDOW = timedelta(minutes=15)
MOST_FAILURES = 10


class UnableToSignIn(Refusal):
    """Wrong address or password, or too many attempts (code ``too_many``)."""

    code = "wrong"


@dataclass(frozen=True)
class SignIns:
    """``people``, ``sessions`` and ``failures`` are the models of one of the two sides."""

    people: Any
    sessions: Any
    failures: Any

    def sign_in(self, *, email: str, password: str, address: str, at: datetime) -> str:
        """Answers the secret for the cookie. Refuses with ``UnableToSignIn``; a failure is counted."""
        keys = [digest(f"account:{email.strip().lower()}"), digest(f"address:{address}")]
        if self._failures(keys, at) >= MOST_FAILURES:
            raise UnableToSignIn(code="too_many")
        person = self.people.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if person is None:
            make_password(password)
        if person is None or not person.check_password(password):
            self.failures.objects.bulk_create([self.failures(key=key, at=at) for key in keys])
            raise UnableToSignIn()
        return self.let_in(person, at=at)

    def let_in(self, person: Any, *, at: datetime) -> str:
        """A sign-in of somebody who has shown who they are. Answers the secret for the cookie."""
        secret = new_secret()
        self.sessions.objects.create(digest=digest(secret), staff=person, created_at=at, seen_at=at)
        self.people.objects.filter(pk=person.pk).update(last_login=at)
        return secret

    def _failures(self, keys: list[str], at: datetime) -> int:
        recent = self.failures.objects.filter(at__gt=at - WINDOW)
        return max(int(recent.filter(key=key).count()) for key in keys)

    def person_of(self, secret: str, *, at: datetime) -> Any | None:
        """Who this cookie belongs to, or nobody: unknown, idle for too long, or too old."""
        found = self.sessions.objects.select_related("staff").filter(digest=digest(secret)).first()
        if found is None or not found.staff.is_active:
            return None
        if at - found.seen_at > IDLE or at - found.created_at > LONGEST:
            return None
        if at - found.seen_at > timedelta(minutes=1):
            self.sessions.objects.filter(pk=found.pk).update(seen_at=at)
        return found.staff

    def sign_out(self, secret: str) -> None:
        self.sessions.objects.filter(digest=digest(secret)).delete()


def of_city() -> SignIns:
    return SignIns(Staff, StaffSession, FailedSignIn)


def of_operator() -> SignIns:
    return SignIns(Operator, OperatorSession, FailedOperatorSignIn)
