"""The mail that asks for the fee goes to those who left without paying, and to nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from notifications.models import Mail
from tenants.binding import bind
from tests.support import cases

LATER = timedelta(minutes=21)


def _mails(city: Any) -> list[str]:
    with bind(city):
        return list(Mail.objects.order_by("queued_at").values_list("template", flat=True))


def test_who_left_without_paying_is_reminded_a_little_later(offenbach: Any, at: Any) -> None:
    cases.file(offenbach, at=at)
    cases.work(offenbach, at=at)
    assert _mails(offenbach) == []
    cases.work(offenbach, at=at + LATER)
    assert _mails(offenbach) == ["sealed"]


def test_who_pays_at_once_is_not_asked_for_money(offenbach: Any, at: Any) -> None:
    filed = cases.file(offenbach, at=at)
    cases.pay(offenbach, filed.case_id, at=at)
    cases.work(offenbach, at=at)
    cases.work(offenbach, at=at + LATER)
    assert "sealed" not in _mails(offenbach)
    assert "received" in _mails(offenbach)
