"""What has been wrong for too long is told once, to those who look after deliveries, without a word about a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from accounts.staff.models import Staff
from casework import alarm_mail
from connectors import alarms
from connectors.inbox_models import Alarm, AlarmMail
from connectors.models import Delivery, Line, ReturnedMessage
from declarations.models import Declaration
from tenants.binding import bind
from tests.interface.billing.treasury import as_it_was


def stuck(at: datetime, **changes: Any) -> Delivery:
    case = Declaration.objects.create(
        state="submitted", reference="AAAABBBBCCCC", created_at=at, changed_at=at, submitted_at=at
    )
    fields = {"state": "failed", "error": "no_answer", "created_at": at - timedelta(hours=5), **changes}
    return Delivery.objects.create(
        declaration=case, message_type="130201", connector="folder", idempotency_key="1", tries_left=0, **fields
    )


def look(at: datetime) -> int:
    with transaction.atomic():
        return alarms.look(at=at)


def send_all(at: datetime) -> list[bool]:
    return [alarm_mail.send(mail_id=one.id, at=at) for one in AlarmMail.objects.order_by("staff")]


@pytest.fixture
def people(offenbach: Any, wiesbaden: Any) -> Any:
    for city in (offenbach, wiesbaden):
        with bind(city):
            Staff.objects.all().update(is_active=False)
            for role in ("supervisor", "owner", "clerk", "treasury"):
                Staff.objects.update_or_create(
                    email=f"{role}@{city.slug}.example", defaults={"name": role, "roles": [role], "is_active": True}
                )
    return offenbach


def test_a_situation_is_told_once_to_each_who_looks_after_deliveries(people: Any, at: datetime) -> None:
    with bind(people):
        stuck(at)
        assert [look(at), look(at), look(at + timedelta(hours=1))] == [1, 0, 0]
        assert send_all(at) == [True, True]
        assert send_all(at) == [False, False]
    assert sorted(one.to[0] for one in mail.outbox) == ["owner@offenbach.example", "supervisor@offenbach.example"]
    text = str(mail.outbox[0].message())
    assert "AAAABBBBCCCC" not in text
    assert "no_answer" not in text
    assert "1 Nachricht an das Fachverfahren kommt ohne Ihre Hilfe nicht an." in mail.outbox[0].body
    assert "/amt/zustellungen/" in mail.outbox[0].body


def test_where_nobody_looks_after_deliveries_the_office_is_told(people: Any, at: datetime) -> None:
    from configuration.authority import Authority
    from configuration.operations import publish_change

    with as_it_was(people), bind(people):
        Staff.objects.exclude(email__startswith="clerk").update(is_active=False)
        stuck(at)
        look(at)
        assert send_all(at) == [False], "the office has no address yet"
        with transaction.atomic():
            publish_change(section=Authority, changes={"email": "amt@offenbach.example"}, author="t", at=at, reason="t")
        later = at + timedelta(minutes=1)
        assert [send_all(later), send_all(later)] == [[True], [False]]
    assert [one.to for one in mail.outbox] == [["amt@offenbach.example"]]


def test_the_office_is_not_told_what_somebody_is(people: Any, at: datetime) -> None:
    with bind(people):
        Staff.objects.exclude(email__startswith="owner").update(is_active=False)
        stuck(at)
        look(at)
        assert send_all(at) == [True]
    assert [one.to for one in mail.outbox] == [["owner@offenbach.example"]]


def test_the_other_city_hears_nothing(people: Any, wiesbaden: Any, at: datetime) -> None:
    with bind(people):
        stuck(at)
        look(at)
    with bind(wiesbaden):
        assert look(at) == 0
        assert not AlarmMail.objects.exists()


def test_what_was_over_and_comes_again_is_told_again(people: Any, at: datetime) -> None:
    with bind(people):
        delivery = stuck(at)
        look(at)
        Delivery.objects.update(state="delivered", receipt="r", settled_at=at)
        look(at)
        assert send_all(at) == [False, False]
        Delivery.objects.filter(id=delivery.id).update(state="failed")
        assert look(at) == 1
        assert Alarm.objects.count() == 2
        assert send_all(at).count(True) == 2


def test_who_has_left_or_changed_work_gets_none(people: Any, at: datetime) -> None:
    with bind(people):
        stuck(at)
        look(at)
        Staff.objects.filter(email__startswith="owner").update(is_active=False)
        Staff.objects.filter(email__startswith="supervisor").update(roles=["reader"])
        assert send_all(at) == [False, False]
    assert mail.outbox == []


def test_a_mail_that_could_not_be_sent_is_tried_again(people: Any, at: datetime, monkeypatch: Any) -> None:
    from notifications import to_office

    def refuse(**_facts: Any) -> None:
        raise to_office.UnableToSend("SMTPServerDisconnected")

    with bind(people):
        stuck(at)
        look(at)
        with monkeypatch.context() as broken:
            broken.setattr(to_office, "send", refuse)
            for _turn in range(2):
                assert send_all(at) == [False, False]
        assert set(AlarmMail.objects.values_list("attempts", "state", "error")) == {
            (2, "planned", "SMTPServerDisconnected")
        }
        assert send_all(at) == [True, True]


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({"created_at": timedelta(minutes=59)}, []),
        ({"created_at": timedelta(minutes=61)}, ["stuck"]),
        ({"state": "queued", "next_try_at": timedelta(), "created_at": timedelta(hours=23)}, []),
        ({"state": "queued", "next_try_at": timedelta(), "created_at": timedelta(hours=25)}, ["waiting"]),
        ({"state": "handed_over", "next_try_at": timedelta(), "handed_over_at": timedelta(hours=59)}, []),
        ({"state": "handed_over", "next_try_at": timedelta(), "handed_over_at": timedelta(hours=61)}, ["unconfirmed"]),
        ({"state": "handed_over", "next_try_at": timedelta(), "handed_over_at": timedelta(days=11)}, ["expiring"]),
        ({"state": "delivered", "receipt": "r", "settled_at": timedelta()}, []),
        ({"state": "parked"}, []),
    ],
)
def test_each_age_has_its_threshold(people: Any, at: datetime, changes: dict[str, Any], kinds: list[str]) -> None:
    moved = {name: at - value if isinstance(value, timedelta) else value for name, value in changes.items()}
    with bind(people):
        stuck(at, **moved)
        assert [one.kind.value for one in alarms.situations(at=at)] == kinds


def test_a_line_an_answer_and_collecting_have_theirs(people: Any, at: datetime) -> None:
    with bind(people):
        Line.objects.create(connector="a", open_since=at - timedelta(minutes=31), failures=6)
        Line.objects.create(connector="b", open_since=at - timedelta(minutes=29))
        Line.objects.create(connector="c", collect_error="no_answer", collected_at=at - timedelta(hours=5))
        for number, (state, hours) in enumerate(
            (("refused", 5), ("refused", 3), ("refused", 24 * 8), ("carried_out", 5))
        ):
            ReturnedMessage.objects.create(
                connector="a",
                external_id=str(number),
                state=state,
                body_bytes=1,
                received_at=at - timedelta(hours=hours),
            )
        found = [(one.kind.value, one.about, one.count) for one in alarms.situations(at=at)]
    assert found == [("line", "a", 6), ("returned", "", 1), ("collecting", "c", 0)]


def test_a_citys_own_thresholds_count(people: Any, at: datetime) -> None:
    from connectors.alarm_rules import AlarmRules

    rules = AlarmRules(stuck_hours=10)
    with bind(people):
        stuck(at)
        assert [one.kind.value for one in alarms._all(rules, at)] == []
