"""Publishing: now or on a day, with a reason, taken back until it begins; rolled back; never over somebody else's head."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from kernel.clock import now
from tests.interface.desk.clerks import Clerk, document_of, words

FEES = "/verwaltung/abschnitt/fees/"
POSTAGE = f"{FEES}teil/porto/"
WHEN = f"{FEES}teil/zeitpunkt/"
REACH = "/verwaltung/abschnitt/authority/teil/erreichen/"
PUBLISH = "/verwaltung/veroeffentlichen/"


def _publish(mika: Clerk, *, on: date | None = None, reason: str = "Beschluss vom 3. November") -> Any:
    typed: dict[str, Any] = {"reason": reason}
    if on is not None:
        names = [name for name in _fields(mika) if name.startswith("day")]
        typed |= dict(zip(names, (on.day, on.month, on.year), strict=True)) | {"when": "tag"}
    return mika.send(PUBLISH, **typed)


def _fields(mika: Clerk) -> list[str]:
    return [str(name) for name in document_of(mika.get(PUBLISH)).xpath("//form//input/@name")]


def _in_force(city: Any, at: datetime) -> Any:
    from billing.fees.config import FeesConfig
    from configuration.queries import in_force
    from tenants.binding import bind

    with bind(city):
        return in_force(at=at).section(FeesConfig)


def test_publishing_at_once_puts_the_draft_in_force_with_name_and_reason(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    mika.send(POSTAGE, postage_cents="3,45")
    assert _publish(mika).status_code == 302
    assert _in_force(offenbach, now()).postage_cents == 345
    page = mika.text("/verwaltung/verlauf/")
    assert "Mika Beispiel" in page
    assert "Beschluss vom 3. November" in page
    assert "Nichts" in mika.text("/verwaltung/entwurf/")


def test_publishing_for_a_day_is_in_force_exactly_from_then(offenbach: Any, official: Any, at: datetime) -> None:
    from zoneinfo import ZoneInfo

    mika = official(offenbach)
    mika.send(POSTAGE, postage_cents="3,45")
    assert _publish(mika, on=date(2027, 1, 1)).status_code == 302
    begins = datetime(2027, 1, 1, tzinfo=ZoneInfo("Europe/Berlin"))
    assert _in_force(offenbach, begins - timedelta(microseconds=1)).postage_cents == 0
    assert _in_force(offenbach, begins).postage_cents == 345
    assert "1. Januar 2027" in mika.text("/verwaltung/")


@pytest.mark.parametrize("on", [date(2026, 11, 21), date(2040, 1, 1)])
def test_a_day_that_is_past_or_far_is_refused(on: date, offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    mika.send(POSTAGE, postage_cents="3,45")
    assert _publish(mika, on=on).status_code == 409


def test_what_is_planned_can_be_taken_back_until_its_day(offenbach: Any, official: Any, clock: Any) -> None:
    mika = official(offenbach)
    mika.send(POSTAGE, postage_cents="3,45")
    _publish(mika, on=date(2027, 1, 1))
    path = "/verwaltung/verlauf/2/"
    assert mika.send(path, f"{path}zuruecknehmen/", reason="Doch nicht").status_code == 302
    assert _in_force(offenbach, datetime(2027, 2, 1).astimezone()).postage_cents == 0
    assert "zurückgenommen" in mika.text("/verwaltung/verlauf/")
    assert mika.post(f"{path}zuruecknehmen/", {"reason": "noch einmal"}).status_code == 409


def test_what_is_published_now_holds_after_a_planned_day_too(offenbach: Any, official: Any) -> None:
    from configuration.authority import Authority
    from configuration.queries import in_force
    from tenants.binding import bind

    mika = official(offenbach)
    mika.send(POSTAGE, postage_cents="3,45")
    _publish(mika, on=date(2027, 1, 1))
    mika.send(REACH, phone="069 1")
    assert _publish(mika, reason="Neue Nummer").status_code == 302
    assert _in_force(offenbach, now()).postage_cents == 0
    later = datetime(2027, 2, 1).astimezone()
    assert _in_force(offenbach, later).postage_cents == 345
    with bind(offenbach):
        assert in_force(at=later).section(Authority).phone == "069 1"


def test_what_touches_the_same_section_as_a_planned_change_waits_for_a_person(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    mika.send(POSTAGE, postage_cents="3,45")
    _publish(mika, on=date(2027, 1, 1))
    mika.send(WHEN, when="none")
    refused = _publish(mika)
    assert refused.status_code == 409
    assert "eingeplant: Gebühren" in words(refused)
    assert _publish(mika, on=date(2027, 1, 1)).status_code == 302


def test_a_draft_with_faults_is_not_published(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    mika.send(POSTAGE, postage_cents="2900")
    refused = _publish(mika)
    assert refused.status_code == 409
    assert "höchstens 50,00" in words(refused)
    assert _in_force(offenbach, now()).postage_cents == 0


def test_what_changed_since_it_was_shown_is_shown_again(offenbach: Any, official: Any) -> None:
    mika, robin = official(offenbach), official(offenbach, "editor", "robin")
    mika.send(POSTAGE, postage_cents="3,45")
    path, data = mika.filled(PUBLISH, reason="Beschluss")
    robin.send(REACH, phone="069 1")
    refused = mika.post(path, data)
    assert refused.status_code == 409
    assert "069 1" in words(refused)


def test_a_section_published_past_the_draft_is_noticed(offenbach: Any, official: Any) -> None:
    """Pages of the desk publish a section at once; the draft of it is looked at again by a person."""
    from django.db import transaction

    from billing.fees.config import FeesConfig
    from configuration.operations import publish_change
    from tenants.binding import bind

    mika = official(offenbach)
    mika.send(POSTAGE, postage_cents="3,45")
    with bind(offenbach), transaction.atomic():
        publish_change(section=FeesConfig, changes={"when": "none"}, author="Kim", at=now(), reason="Kasse")
    refused = _publish(mika)
    assert refused.status_code == 409
    assert "schon etwas anderes veröffentlicht: Gebühren" in words(refused)
    assert mika.send(FEES, f"{FEES}behalten/").status_code == 302
    assert _publish(mika).status_code == 302


def test_an_older_version_becomes_the_draft_and_a_new_version(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    mika.send(POSTAGE, postage_cents="3,45")
    _publish(mika)
    path = "/verwaltung/verlauf/1/"
    answer = mika.send(path, f"{path}zurueck/")
    assert answer["Location"].startswith("/verwaltung/entwurf/")
    assert "3,45" in mika.text("/verwaltung/entwurf/")
    assert _publish(mika, reason="Zurück").status_code == 302
    assert _in_force(offenbach, now()).postage_cents == 0


def test_going_back_does_not_replace_somebodys_draft_unasked(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    mika.send(POSTAGE, postage_cents="3,45")
    _publish(mika)
    official(offenbach, "editor", "robin").send(WHEN, when="none")
    path = "/verwaltung/verlauf/1/"
    refused = mika.send(path, f"{path}zurueck/")
    assert refused.status_code == 409
    assert mika.post(f"{path}zurueck/", {"replacing": "1"}).status_code == 302


def test_one_city_publishes_for_itself(offenbach: Any, wiesbaden: Any, official: Any) -> None:
    mika = official(offenbach)
    mika.send(POSTAGE, postage_cents="3,45")
    _publish(mika)
    assert _in_force(wiesbaden, now()).postage_cents == 0
    assert "Mika" not in official(wiesbaden, "owner", "lou").text("/verwaltung/verlauf/")
