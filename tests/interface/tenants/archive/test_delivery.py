"""What an archive carries of the way to the authority's system, and what goes on by itself after a restore."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from tenants.binding import bind
from tests.support.archives import delivered_and_answered, erase, restored
from tests.support.content import way_of

pytestmark = pytest.mark.usefixtures("unsent")


def test_a_test_message_and_a_mail_of_an_alarm_go_on_by_themselves(offenbach: Any, saved: Any, at: datetime) -> None:
    """Both concern the city alone: nobody is asked whether they may."""
    from connectors import alarms, echo
    from outbox import operations as outbox
    from outbox.models import OutboxEvent

    names = {echo.DUE, alarms.MAIL_DUE}
    with bind(offenbach), transaction.atomic():
        for name in names:
            outbox.record(name=name, at=at, due_at=at, mail="")
    restored(saved(offenbach), at=at + timedelta(hours=1))
    with bind(offenbach):
        rows = OutboxEvent.objects.filter(name__in=names)
        assert set(rows.filter(done_at=None).values_list("name", flat=True)) == names


SAID = [b"<nachricht/>", b"<frage>Drachenfutter with-case</frage>", b"<frage>Drachenfutter with-city</frage>"]


def test_what_went_out_and_what_came_back_is_read_after_a_restore(
    cities: Any, filed: Any, saved: Any, at: datetime
) -> None:
    offenbach, wiesbaden = cities
    path = saved(offenbach)
    assert b"Drachenfutter" not in path.read_bytes()
    with bind(offenbach):
        from connectors.models import ReturnedMessage

        ReturnedMessage.objects.all().delete()
    restored(path, at=at)
    assert [way_of(city) for city in (offenbach, wiesbaden)] == [SAID, SAID]


def test_a_lost_city_reads_its_messages_under_its_new_key_and_under_another_name(
    small_city: Any, saved: Any, gone: Any, at: datetime
) -> None:
    from connectors import returned
    from connectors.models import ReturnedMessage

    _keep_answer(small_city, at)
    path = saved(small_city)
    gone(small_city)
    for slug in ("flotte-70", "flotte-71"):
        city = restored(path, at=at, slug=slug).city
        assert way_of(city) == SAID[2:]
        with bind(city), transaction.atomic():
            told = {"connector": "gateway", "external_id": "with-city"}
            assert not returned.keep(**told, message_type="130102", body=SAID[2], at=at)
            assert ReturnedMessage.objects.count() == 1, "the same message again is no conflict under another key"
        gone(city)


def _keep_answer(city: Any, at: datetime) -> None:
    from connectors import returned

    with bind(city), transaction.atomic():
        returned.keep(connector="gateway", external_id="with-city", message_type="130102", body=SAID[2], at=at)


def test_what_was_erased_since_takes_its_messages_along(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    from connectors import returned
    from connectors.models import ReturnedMessage
    from kernel.crypto import UnableToOpen

    waiting = filed["offenbach"][1]
    with bind(offenbach):
        ReturnedMessage.objects.all().delete()
    delivered_and_answered(offenbach, waiting, at)
    path = saved(offenbach)
    erase(offenbach, waiting, at)
    restored(path, at=at)
    with bind(offenbach), transaction.atomic():
        answer = ReturnedMessage.objects.get(external_id="with-case")
        with pytest.raises(UnableToOpen):
            returned.body_of(answer)
