"""What was ready with real cases and is not any more is told once to the city, once when it is over, and to the operator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest

from tenants.binding import bind, bind_public

MINUTES = timedelta(minutes=5)


@pytest.fixture
def owners(cities: Any, hire: Callable[..., Any]) -> None:
    for city in cities:
        hire(city, f"Dominique {city.slug}", "owner")
        hire(city, f"Kim {city.slug}", "clerk")


@pytest.mark.usefixtures("owners")
def test_a_turn_to_red_is_told_once_and_its_end_once(
    cities: Any, at: datetime, look: Callable[..., None], letters: Callable[..., Any]
) -> None:
    offenbach, wiesbaden = cities
    look(offenbach, at, True)
    for step in range(1, 9):
        look(offenbach, at + step * MINUTES, False)
    (alarm,) = letters(offenbach)
    assert alarm[:2] == ("Dominique offenbach", "readiness_alarm")
    assert alarm[2]["items"][0]["title"] == "Impressum, Datenschutz, Barrierefreiheit"
    for step in range(9, 21):
        look(offenbach, at + step * MINUTES, True)
    assert len(letters(offenbach)) == 1
    for step in range(21, 24):
        look(offenbach, at + step * MINUTES, True)
    assert [template for _name, template, _facts in letters(offenbach)] == ["readiness_alarm", "readiness_clear"]
    assert letters(wiesbaden) == []


@pytest.mark.usefixtures("owners")
def test_a_second_turn_is_told_again(
    offenbach: Any, at: datetime, look: Callable[..., None], letters: Callable[..., Any]
) -> None:
    for step, ready in enumerate([True, *[False] * 3, *[True] * 13, *[False] * 3]):
        look(offenbach, at + step * MINUTES, ready)
    told = [template for _name, template, _facts in letters(offenbach)]
    assert told == ["readiness_alarm", "readiness_clear", "readiness_alarm"]


@pytest.mark.usefixtures("owners")
def test_what_hovers_at_its_threshold_is_one_alarm(
    offenbach: Any, at: datetime, look: Callable[..., None], letters: Callable[..., Any]
) -> None:
    """A day and a night of a quarter of an hour red, half an hour green; then two hours green, and red again."""
    pattern = [*[False] * 3, *[True] * 6] * 32
    look(offenbach, at, True)
    for step, ready in enumerate(pattern, start=1):
        look(offenbach, at + step * MINUTES, ready)
    assert [template for _name, template, _facts in letters(offenbach)] == ["readiness_alarm"]
    later = at + timedelta(days=1)
    for step, ready in enumerate([*[True] * 24, *[False] * 4, *[True] * 24, *[False] * 4], start=1):
        look(offenbach, later + step * MINUTES, ready)
    told = [template for _name, template, _facts in letters(offenbach)]
    assert told == ["readiness_alarm", "readiness_clear", "readiness_alarm"]


@pytest.mark.usefixtures("owners")
def test_what_turned_red_in_a_pause_is_told_when_real_cases_are_taken_again(
    offenbach: Any, at: datetime, look: Callable[..., None], letters: Callable[..., Any]
) -> None:
    look(offenbach, at, True)
    for step in range(1, 5):
        look(offenbach, at + step * MINUTES, False, live=False)
    assert letters(offenbach) == []
    for step in range(5, 8):
        look(offenbach, at + step * MINUTES, False)
    assert [template for _name, template, _facts in letters(offenbach)] == ["readiness_alarm"]


@pytest.mark.usefixtures("owners")
@pytest.mark.parametrize("probe", ["delivery.line", "delivery.order", "delivery.age"])
def test_an_outage_of_the_case_system_is_told_by_its_own_alarms_alone(
    offenbach: Any, at: datetime, look: Callable[..., None], letters: Callable[..., Any], probe: str
) -> None:
    for step, ready in enumerate([True, False, False, False, False]):
        look(offenbach, at + step * MINUTES, ready, name=probe)
    assert letters(offenbach) == []


@pytest.mark.usefixtures("owners")
def test_no_alarm_before_real_cases_nor_for_a_blink_nor_for_what_never_was_ready(
    offenbach: Any, at: datetime, look: Callable[..., None], letters: Callable[..., Any]
) -> None:
    for step, ready in enumerate([True, False, False, False, True]):
        look(offenbach, at + step * MINUTES, ready, live=False)
    look(offenbach, at + 6 * MINUTES, False)
    look(offenbach, at + 7 * MINUTES, True)
    for step in range(8, 12):
        look(offenbach, at + step * MINUTES, False, name="site.authority")
    assert letters(offenbach) == []


@pytest.mark.usefixtures("owners")
def test_advice_that_turns_red_is_no_alarm(
    offenbach: Any, at: datetime, look: Callable[..., None], letters: Callable[..., Any]
) -> None:
    for step, ready in enumerate([True, False, False, False]):
        look(offenbach, at + step * MINUTES, ready, name="site.languages")
    assert letters(offenbach) == []


@pytest.mark.usefixtures("owners")
def test_two_looks_at_once_are_one_alarm(
    offenbach: Any, at: datetime, look: Callable[..., None], letters: Callable[..., Any]
) -> None:
    from django.db import connections

    look(offenbach, at, True)
    look(offenbach, at + MINUTES, False)

    def again() -> None:
        try:
            look(offenbach, at + 4 * MINUTES, False)
        finally:
            connections.close_all()

    threads = [Thread(target=again) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(letters(offenbach)) == 1


@pytest.mark.usefixtures("asked_before")
def test_the_operator_sees_what_turned_red_and_since_when(
    offenbach: Any, at: datetime, look: Callable[..., None]
) -> None:
    from config.reports import report_city
    from onboarding.rollout import troubles
    from onboarding.rollout.models import CityCondition
    from tenants.models import City, Stage

    before, offenbach.stage = offenbach.stage, Stage.LIVE  # in this process alone
    try:
        look(offenbach, at - timedelta(hours=1), True, name="declaration.texts")
        report_city(offenbach, at=at)
        report_city(offenbach, at=at + timedelta(minutes=10))
    finally:
        offenbach.stage = before
    with bind_public():
        condition = CityCondition.objects.get(city=offenbach)
        city = City.objects.select_related("report", "condition").get(slug="offenbach")
    turned = {one["probe"]: one["alarm"] for one in condition.findings if "alarm" in one}
    assert turned == {"declaration.texts": at.isoformat()}
    known = troubles.Known(city.applied, {}, {}, at)
    (found,) = [one for one in troubles.of(city, known) if one.code in ("turned_red", "not_ready")]
    assert (found.code, found.since, found.hint) == ("turned_red", at, "1")


@pytest.mark.usefixtures("owners")
def test_the_mail_says_what_where_and_names_nobody(offenbach: Any, at: datetime, look: Callable[..., None]) -> None:
    from django.core import mail

    from notifications import to_staff
    from notifications.models import StaffMail

    for step, ready in enumerate([True, False, False, False]):
        look(offenbach, at + step * MINUTES, ready)
    with bind(offenbach):
        row = StaffMail.objects.get()
        assert to_staff.send(mail_id=row.id, at=at)
    (sent,) = mail.outbox
    assert "Impressum" not in sent.subject
    assert "Impressum, Datenschutz, Barrierefreiheit: Fehlt." in sent.body
    assert "offenbach.localhost" in sent.body
    assert "/verwaltung/bereit/" in sent.body
    assert "Dominique" not in sent.body
