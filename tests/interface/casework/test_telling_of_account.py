"""The city's account at the payment provider stands differently: who can mend it is told once, without a word about persons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail as outgoing

from accounts.staff.models import Staff
from billing.payments import accounts
from billing.providers.base import AccountStanding, AccountState
from notifications import to_staff
from notifications.models import StaffMail
from notifications.queries import failed_by_error
from tenants.binding import bind
from tests.support import cases

ACCOUNT = ("stripe", "acct_offenbach")
HOUR = timedelta(hours=1)


@pytest.fixture
def people(cities: tuple[Any, Any]) -> None:
    for city in cities:
        with bind(city):
            for number, role in enumerate(("treasury", "owner", "clerk", "supervisor")):
                active = role != "supervisor"
                Staff.objects.create(email=f"{number}@{city.slug}.example", name=role, roles=[role], is_active=active)


def _answer(city: Any, standing: AccountStanding, at: datetime, **more: Any) -> None:
    with bind(city):
        accounts.remember(ACCOUNT, AccountState(ACCOUNT[1], standing, **more), at=at)


def _written(city: Any) -> list[str]:
    with bind(city):
        return [mail.facts["standing"] for mail in StaffMail.objects.order_by("queued_at", "id")]


def _send_all(city: Any, at: datetime) -> None:
    with bind(city):
        for mail in StaffMail.objects.all():
            to_staff.send(mail_id=mail.id, at=at)


def test_who_sets_up_the_account_is_told_once_per_change(
    offenbach: Any, wiesbaden: Any, people: None, at: datetime
) -> None:
    due = datetime(2027, 1, 31, 12, tzinfo=UTC)
    _answer(offenbach, AccountStanding.CAN_CHARGE, at)
    for hours in (1, 2, 3):
        _answer(offenbach, AccountStanding.ACTION_NEEDED, at + hours * HOUR, due_by=due)
        cases.work(offenbach, at=at + hours * HOUR)
    assert _written(offenbach) == ["action_needed"] * 2
    assert _written(wiesbaden) == []
    for _twice in range(2):
        _send_all(offenbach, at + 4 * HOUR)
    assert sorted(letter.to[0] for letter in outgoing.outbox) == ["0@offenbach.example", "1@offenbach.example"]
    [text, _other] = [str(letter.body) for letter in outgoing.outbox]
    assert "Ohne sie ist ab dem 31. Januar 2027 keine Zahlung mehr möglich." in text
    assert "/amt/kasse/konto/" in text
    assert outgoing.outbox[0].subject == "Online-Bezahlung: Der Zahlungsdienst braucht Angaben"


def test_each_further_change_is_told_and_an_outdated_one_is_not(offenbach: Any, people: None, at: datetime) -> None:
    _answer(offenbach, AccountStanding.CAN_CHARGE, at)
    _answer(offenbach, AccountStanding.BLOCKED, at + HOUR)
    cases.work(offenbach, at=at + HOUR)
    _answer(offenbach, AccountStanding.CAN_CHARGE, at + 2 * HOUR)
    _answer(offenbach, AccountStanding.ACTION_NEEDED, at + 3 * HOUR)
    cases.work(offenbach, at=at + 3 * HOUR)
    assert _written(offenbach) == ["blocked"] * 2 + ["action_needed"] * 2


def test_a_mail_that_does_not_leave_is_tried_again_and_then_stands_as_failed(
    offenbach: Any, people: None, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answer(offenbach, AccountStanding.CAN_CHARGE, at)
    _answer(offenbach, AccountStanding.BLOCKED, at + HOUR)
    cases.work(offenbach, at=at + HOUR)

    def broken(_self: Any) -> None:
        raise SMTPServerDisconnected

    with bind(offenbach):
        mail, gone = StaffMail.objects.order_by("staff_id")
        with monkeypatch.context() as patched:
            patched.setattr("django.core.mail.EmailMultiAlternatives.send", broken)
            for _try in range(6):
                assert not to_staff.send(mail_id=mail.id, at=at + 2 * HOUR)
        assert [(code, number) for code, number, _ in failed_by_error()] == [("SMTPServerDisconnected", 1)]
        assert to_staff.send(mail_id=mail.id, at=at + 3 * HOUR)
        Staff.objects.filter(id=gone.staff_id).update(is_active=False)
        assert not to_staff.send(mail_id=gone.id, at=at + 3 * HOUR)
        assert failed_by_error() == []
    assert len(outgoing.outbox) == 1
