"""Every city looks at itself once a night at its own minute, and writes in the morning only when there is something to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from kernel.clock import GERMANY
from tenants.binding import bind
from tests.support import cases

DAY = timedelta(days=1)
NIGHT = date(2026, 11, 23)


def _morning(city: Any, at: datetime, day: date = NIGHT) -> bool:
    from onboarding.readiness import digest
    from onboarding.readiness.models import Night

    with bind(city), transaction.atomic():
        Night.objects.get_or_create(day=day, defaults={"due_at": at, "measured_at": at})
        return digest.write(day=day, at=at)


@pytest.mark.usefixtures("asked_before")
def test_the_report_arranges_the_next_night_once_and_each_city_has_its_minute(cities: Any, at: datetime) -> None:
    from config.reports import report_city
    from onboarding.readiness.models import Night
    from outbox.models import OutboxEvent

    due = []
    for city in cities:
        for minutes in (0, 5, 10):
            report_city(city, at=at + timedelta(minutes=minutes))
        with bind(city):
            (event,) = OutboxEvent.objects.filter(name="readiness.nightly")
            (night,) = Night.objects.all()
        assert night.day == NIGHT
        assert (event.payload, event.due_at) == ({"day": "2026-11-23"}, night.due_at)
        due.append(night.due_at.astimezone(GERMANY))
    assert due[0] != due[1]
    assert all(moment.date() == NIGHT and 3 <= moment.hour < 6 for moment in due)


def test_a_rehearsal_has_no_night(offenbach: Any, at: datetime) -> None:
    from onboarding.readiness import timers
    from onboarding.readiness.models import Night

    with bind(offenbach) as binding, transaction.atomic():
        binding.rehearsal = True
        timers.arrange(at=at)
        assert not Night.objects.exists()


@pytest.mark.usefixtures("asked_before")
def test_the_night_looks_once_however_often_it_is_asked_for(
    cities: Any, at: datetime, quiet_broker: list[dict[str, str]]
) -> None:
    from onboarding.readiness import history, operations, timers
    from onboarding.readiness.models import Night
    from outbox.models import OutboxEvent

    offenbach, wiesbaden = cities
    with bind(offenbach), transaction.atomic():
        timers.arrange(at=at)
    with bind(offenbach):
        due = Night.objects.get().due_at
    cases.work(offenbach, at=due)
    cases.work(offenbach, at=due + timedelta(minutes=15))  # the first message to the workers was lost
    assert quiet_broker == [{"day": "2026-11-23"}] * 2
    with bind(offenbach):
        assert operations.look_in_the_night(day=NIGHT, at=due + timedelta(minutes=16))
        assert not operations.look_in_the_night(day=NIGHT, at=due + timedelta(minutes=17))
        assert {row.looked_at for row in history.standing().values()} == {due + timedelta(minutes=16)}
        assert Night.objects.filter(day=NIGHT + DAY).exists()
        (morning,) = OutboxEvent.objects.filter(name="readiness.digest_due")
    assert morning.due_at.astimezone(GERMANY).hour in (6, 7)
    cases.work(offenbach, at=due + timedelta(minutes=40))
    assert len(quiet_broker) == 2
    with bind(wiesbaden):
        assert not history.standing()


@pytest.mark.usefixtures("asked_before")
def test_a_look_is_asked_for_at_most_every_thirty_seconds(offenbach: Any, at: datetime) -> None:
    from onboarding.readiness import operations

    with bind(offenbach):
        assert len(operations.measure_now(by=7, at=at)) > 20
        with pytest.raises(operations.UnableToMeasure) as refused:
            operations.measure_now(by=8, at=at + timedelta(seconds=20))
        assert refused.value.params["seconds"] in (10, 11)
        assert operations.measure_now(by=8, at=at + timedelta(seconds=31))
        with transaction.atomic(), pytest.raises(RuntimeError, match="never called inside a transaction"):
            operations.measure_now(by=8, at=at + DAY)


def test_on_quiet_days_the_morning_is_silent(
    cities: Any, at: datetime, hire: Callable[..., Any], look: Callable[..., None], letters: Callable[..., Any]
) -> None:
    offenbach, wiesbaden = cities
    for city in cities:
        hire(city, "Dominique Anfang", "owner")
        look(city, at - 3 * DAY, True)
    assert not _morning(offenbach, at)
    look(offenbach, at + timedelta(hours=1), False, live=False)
    days = [_morning(offenbach, at + day * DAY, NIGHT + day * DAY) for day in range(1, 17)]
    assert [day for day, said in enumerate(days, start=1) if said] == [1, 8, 15]
    assert not _morning(offenbach, at + DAY, NIGHT + DAY)
    first, second, _third = letters(offenbach)
    assert [one["title"] for one in first[2]["turned"]] == ["Impressum, Datenschutz, Barrierefreiheit"]
    assert (first[2]["lasting"], second[2]["turned"]) == ([], [])
    assert len(second[2]["lasting"]) == 1
    assert letters(wiesbaden) == []


def test_what_was_never_ready_in_a_city_that_is_set_up_is_no_news_for_a_week(
    offenbach: Any, at: datetime, hire: Callable[..., Any], look: Callable[..., None]
) -> None:
    hire(offenbach, "Dominique Anfang", "owner")
    look(offenbach, at, False, live=False)
    days = [_morning(offenbach, at + day * DAY, NIGHT + day * DAY) for day in range(1, 9)]
    assert [day for day, said in enumerate(days, start=1) if said] == [7]


def test_what_is_waited_for_is_told_when_its_reminder_has_come_and_not_for_whom(
    offenbach: Any, at: datetime, hire: Callable[..., Any], letters: Callable[..., Any]
) -> None:
    from onboarding.readiness import stating

    owner = hire(offenbach, "Dominique Anfang", "owner")
    hire(offenbach, "Kim Beispiel", "clerk")
    with bind(offenbach):
        stating.wait(
            item="treasury.agreed", who=stating.Who("Luca Kassel", "Stadtkasse"), since=date(2026, 11, 2), remind_days=3,
            note="", seen=0, by=owner, at=at,
        )  # fmt: skip
    days = [_morning(offenbach, at + day * DAY, NIGHT + day * DAY) for day in range(1, 8)]
    assert [day for day, said in enumerate(days, start=1) if said] == [3, 6]
    told = letters(offenbach)
    assert [name for name, _template, _facts in told] == ["Dominique Anfang"] * 2
    assert told[0][2]["waiting"] == [{"title": "Kasse und Kämmerei", "since": "2. November 2026"}]
    assert "Luca" not in str(told)


def test_the_mornings_mail_can_be_read(offenbach: Any, at: datetime, hire: Callable[..., Any], look: Any) -> None:
    from django.core import mail

    from notifications import to_staff
    from notifications.models import StaffMail

    hire(offenbach, "Dominique Anfang", "owner")
    look(offenbach, at, True)
    look(offenbach, at + timedelta(hours=1), False)
    assert _morning(offenbach, at + DAY)
    with bind(offenbach):
        assert to_staff.send(mail_id=StaffMail.objects.get().id, at=at + DAY)
    (sent,) = mail.outbox
    assert sent.subject == "Verpflichtungserklärungen: Neues zur Einrichtung"
    assert "Neu offen:" in sent.body
    assert "- Impressum, Datenschutz, Barrierefreiheit: Fehlt." in sent.body
    assert "Darauf warten Sie" not in sent.body


def test_an_invitation_that_nobody_accepts_is_told_after_a_week_and_at_its_end(
    offenbach: Any, at: datetime, hire: Callable[..., Any], letters: Callable[..., Any]
) -> None:
    from accounts.staff import inviting

    owner = hire(offenbach, "Dominique Anfang", "owner")
    with bind(offenbach), transaction.atomic():
        inviting.invite(email="neu@offenbach.example", roles=["clerk"], by=owner.id, at=at)
        gone = inviting.invite(email="weg@offenbach.example", roles=["clerk"], by=owner.id, at=at)
        inviting.revoke(invitation_id=gone.invitation.pk, by=owner.id, at=at)
    days = [_morning(offenbach, at + day * DAY, NIGHT + day * DAY) for day in range(1, 30)]
    assert [day for day, said in enumerate(days, start=1) if said] == [7, 14]
    assert {facts["invited"] for _name, _template, facts in letters(offenbach, "readiness_digest")} == {1}
    assert "neu@" not in str(letters(offenbach))


def test_an_editor_is_not_asked_for_what_only_who_manages_people_may_do(offenbach: Any, at: datetime) -> None:
    from uuid import uuid4

    from notifications.operations import compose

    said = {"turned": [], "lasting": [], "waiting": [], "invited": 2, "link": "http://x/"}
    with bind(offenbach):
        told = compose(template="readiness_digest", language="de", to="e@x.example", said=said, name=uuid4(), at=at)
    assert "Wer die Beschäftigten verwaltet, erneuert sie unter „Personen“" in str(told.body)
