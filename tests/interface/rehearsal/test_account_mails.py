"""Mails with a link that lets somebody in do not leave a rehearsal either, and are shown only to who may let people in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from casework import people
from config.cities import make_twin
from kernel.clock import now
from notifications import catching, to_account
from notifications.models import AccountMail
from tenants.binding import bind
from tests.interface.desk.clerks import Clerk, hire
from tests.support.fleet import forget

MAILS = "/verwaltung/probe/mails/"


@pytest.fixture(autouse=True)
def clock(at: datetime) -> Iterator[Any]:
    with time_machine.travel(at + timedelta(minutes=1), tick=True) as traveller:
        yield traveller


@pytest.fixture
def official(browse: Any) -> Callable[..., Clerk]:
    return lambda city, role, name: hire(city, role, name, browse(city))


@pytest.fixture
def twin(offenbach: Any) -> Iterator[Any]:
    made = make_twin(offenbach.slug, at=now(), author="test")
    yield made
    forget(made)


def _invite(city: Any) -> AccountMail:
    with bind(city):
        with transaction.atomic():
            people.invite(email="neu@stadt.example", roles=["owner"], by=None, at=now())
        mail = AccountMail.objects.get()
        assert to_account.send(mail_id=mail.id, at=now())
        mail.refresh_from_db()
    return mail


def test_an_invitation_into_a_rehearsal_is_caught(offenbach: Any, twin: Any, mailoutbox: Any) -> None:
    mail = _invite(twin)
    assert mailoutbox == []
    assert (mail.state, mail.sealed_letter) == ("sent", None)
    with bind(twin):
        [caught] = catching.since(now() - timedelta(hours=1))
    assert (caught.id, caught.to) == (mail.id, "neu@stadt.example")
    _invite(offenbach)
    assert [letter.to for letter in mailoutbox] == [["neu@stadt.example"]]


def test_its_link_is_read_by_who_may_let_people_in(offenbach: Any, twin: Any, official: Callable[..., Clerk]) -> None:
    _invite(twin)
    assert "neu@stadt.example" in official(offenbach, "owner", "mika").text(MAILS)
    assert "neu@stadt.example" not in official(offenbach, "editor", "kim").text(MAILS)
