"""The connector *mailbox*: the case stays at the desk, and the office hears by mail that cases wait; never which."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.db import connections, transaction

from tenants.binding import OWNER, bind, bind_owner
from tests.interface.connectors.support import filed
from tests.support import cases

TO = "amt@offenbach.example"


ASKED: list[str] = []
"""What the workers were asked to send, by its number."""


@pytest.fixture(autouse=True)
def workers(monkeypatch: pytest.MonkeyPatch) -> None:
    from casework.tasks import announce

    ASKED.clear()
    monkeypatch.setattr(announce, "send", lambda *, announcement_id: ASKED.append(announcement_id))


def work(city: Any, *, at: datetime) -> None:
    """Everything that is due happens, and the workers do what they are asked."""
    from casework import desk_mail

    cases.work(city, at=at)
    with bind(city):
        while ASKED:
            desk_mail.send(announcement_id=uuid.UUID(ASKED.pop()), at=at)


@pytest.fixture
def office(offenbach: Any, at: datetime) -> Iterator[Callable[..., None]]:
    """Publishes the mailbox as the city's connector; forgotten after the test."""
    from configuration.operations import publish
    from connectors.models import Announcement

    made: list[int] = []

    def set_up(way: str = "own_desk", **options: Any) -> None:
        raw = {"delivery": {"connector": "mailbox", "options": {"to": TO, **options}}, "casework": {"way": way}}
        with bind(offenbach), transaction.atomic():
            made.append(publish(raw=raw, author="test", at=at - timedelta(days=1))[0].id)

    mail.outbox.clear()
    yield set_up
    with bind(offenbach):
        Announcement.objects.all().update(state=Announcement.State.SENT)
    with bind_owner(), connections[OWNER].cursor() as cursor:
        cursor.execute(f'DELETE FROM "{offenbach.schema_name}".connectors_announcement')
        cursor.execute(
            f'DELETE FROM "{offenbach.schema_name}".configuration_configurationversion WHERE id = ANY(%s)', [made]
        )


def delivered(city: Any, at: datetime, *, reference: str = "0123456789AB") -> Any:
    """A case goes by the connector, and everything that is due happens."""
    from connectors.models import Delivery
    from connectors.records import end
    from connectors.states import State

    with bind(city), transaction.atomic():
        case = filed(at, reference=reference)
        row = Delivery.objects.create(
            declaration=case, message_type="130201", idempotency_key=case.id.hex, connector="mailbox", tries_left=1,
            state=State.QUEUED, next_try_at=at, created_at=at, receipt="desk-1",
        )  # fmt: skip
        end(row, State.DELIVERED, at=at)
    work(city, at=at)
    return case


def rows(city: Any) -> list[Any]:
    from connectors.models import Announcement

    with bind(city):
        return list(Announcement.objects.order_by("due_at"))


def test_the_mail_says_how_many_and_where_and_nothing_else(office: Any, offenbach: Any, at: datetime) -> None:
    office()
    case = delivered(offenbach, at)
    [sent] = mail.outbox
    assert sent.to == [TO]
    assert sent.subject == "Verpflichtungserklärungen: 1 neuer Fall wartet"
    assert "/amt/\n" in sent.body
    assert str(case.id) not in sent.body
    assert "0123456789AB" not in f"{sent.subject}{sent.body}"
    assert not [word for word in ("Muster", "Beispiel") if word in sent.body]
    assert [row.state for row in rows(offenbach)] == ["sent"]


def test_no_second_mail_within_the_interval_and_one_for_all_after_it(office: Any, offenbach: Any, at: datetime) -> None:
    office(minutes=30)
    delivered(offenbach, at)
    for minute in (1, 2, 29):
        delivered(offenbach, at + timedelta(minutes=minute), reference=f"0123456789A{minute % 10}")
    assert len(mail.outbox) == 1
    work(offenbach, at=at + timedelta(minutes=31))
    assert [each.subject for each in mail.outbox[1:]] == ["Verpflichtungserklärungen: 4 neue Fälle warten"]
    work(offenbach, at=at + timedelta(hours=9))
    assert len(mail.outbox) == 2


def test_who_has_taken_up_everything_meanwhile_gets_no_mail(office: Any, offenbach: Any, at: datetime) -> None:
    from declarations.models import Declaration

    office()
    delivered(offenbach, at)
    delivered(offenbach, at + timedelta(minutes=1), reference="0123456789AC")
    with bind(offenbach):
        Declaration.objects.update(state="in_review")
    work(offenbach, at=at + timedelta(hours=2))
    assert len(mail.outbox) == 1
    assert [row.state for row in rows(offenbach)] == ["sent", "sent"]


def test_a_mail_server_that_is_down_is_tried_again(
    office: Any, offenbach: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.mail.backends.locmem import EmailBackend

    def refuse(*_: Any) -> int:
        raise SMTPServerDisconnected("gone, and this text names somebody")

    office()
    with monkeypatch.context() as down:
        down.setattr(EmailBackend, "send_messages", refuse)
        delivered(offenbach, at)
    [row] = rows(offenbach)
    assert (row.state, row.error) == ("sending", "SMTPServerDisconnected")
    work(offenbach, at=at + timedelta(minutes=3))
    assert len(mail.outbox) == 1
    assert [row.state for row in rows(offenbach)] == ["sent"]


def test_after_six_tries_it_has_failed_and_the_next_case_is_announced(
    office: Any, offenbach: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.mail.backends.locmem import EmailBackend

    office()
    with monkeypatch.context() as down:
        down.setattr(EmailBackend, "send_messages", lambda *_: (_ for _ in ()).throw(OSError()))
        delivered(offenbach, at)
        for hours in range(1, 30):
            work(offenbach, at=at + timedelta(hours=hours))
    [row] = rows(offenbach)
    assert (row.state, row.attempts) == ("failed", 6)
    delivered(offenbach, at + timedelta(hours=40), reference="0123456789AC")
    assert len(mail.outbox) == 1


def test_a_mail_that_was_asked_for_by_a_lost_task_is_asked_for_again(office: Any, offenbach: Any, at: datetime) -> None:
    from connectors import announcing

    office()
    with bind(offenbach), transaction.atomic():
        filed(at)
        announcing.plan(at=at)
    cases.work(offenbach, at=at)
    assert len(ASKED) == 1
    ASKED.clear()  # the broker was emptied
    work(offenbach, at=at + timedelta(minutes=3))
    assert len(mail.outbox) == 1


def test_a_task_that_comes_twice_sends_one_mail(office: Any, offenbach: Any, at: datetime) -> None:
    from connectors import announcing

    office()
    with bind(offenbach), transaction.atomic():
        filed(at)
        announcing.plan(at=at)
    cases.work(offenbach, at=at)
    ASKED.extend(ASKED)
    work(offenbach, at=at)
    assert len(mail.outbox) == 1


def test_what_comes_while_a_mail_is_being_sent_is_announced_by_the_next(
    office: Any, offenbach: Any, at: datetime
) -> None:
    from connectors import announcing

    office(minutes=10)
    with bind(offenbach), transaction.atomic():
        filed(at)
        announcing.plan(at=at)
    cases.work(offenbach, at=at)
    with bind(offenbach), transaction.atomic():
        filed(at, reference="0123456789AC")
        announcing.plan(at=at)
    assert [row.state for row in rows(offenbach)] == ["sending", "planned"]
    work(offenbach, at=at)
    assert len(mail.outbox) == 1
    work(offenbach, at=at + timedelta(minutes=10))
    assert len(mail.outbox) == 2


def test_the_case_stays_at_the_desk_even_where_cases_are_worked_elsewhere(
    office: Any, offenbach: Any, at: datetime
) -> None:
    from declarations.models import Declaration

    office(way="authority_system")
    case = delivered(offenbach, at)
    with bind(offenbach):
        assert Declaration.objects.get(id=case.id).state == "submitted"


def test_the_other_city_hears_nothing(office: Any, offenbach: Any, wiesbaden: Any, at: datetime) -> None:
    office()
    delivered(offenbach, at)
    work(wiesbaden, at=at)
    assert rows(wiesbaden) == []
    assert len(mail.outbox) == 1


def test_a_city_that_left_the_mailbox_plans_and_sends_nothing(office: Any, offenbach: Any, at: datetime) -> None:
    delivered(offenbach, at)
    assert rows(offenbach) == []
    assert mail.outbox == []


@pytest.mark.parametrize("options", [{}, {"to": "amt"}, {"to": TO, "minutes": 1}, {"to": "a@b.de\nBcc: x@y.de"}])
def test_options_that_are_refused(options: dict[str, Any]) -> None:
    from pydantic import ValidationError

    from connectors.adapters.mailbox.options import MailboxOptions

    with pytest.raises(ValidationError):
        MailboxOptions.model_validate(options)


def test_a_mail_server_that_is_down_is_seen_before_anything_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.mail.backends.locmem import EmailBackend

    from connectors.adapters.mailbox.adapter import MailboxConnector
    from connectors.adapters.mailbox.options import MailboxOptions
    from connectors.base import Temporary

    def refuse(*_: Any) -> None:
        raise ConnectionRefusedError

    MailboxConnector().check(MailboxOptions(to=TO))
    monkeypatch.setattr(EmailBackend, "open", refuse)
    with pytest.raises(Temporary, match="mail_server"):
        MailboxConnector().check(MailboxOptions(to=TO))
