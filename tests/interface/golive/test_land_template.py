"""What a Land recommends: published with four eyes, a new city finds it in its draft, another takes it over; others not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.operators.models import Operator
from configuration import drafting, land_template
from configuration.federal import operations as federal
from configuration.federal import queries
from configuration.federal.checking import Wanted
from configuration.federal.operations import Person, UnableToPublish
from configuration.federal.standing import replaced, stand
from tenants import orders
from tenants.binding import OWNER, bind, bind_owner, bind_public
from tenants.models import City
from tests.interface.desk.clerks import words
from tests.support.fleet import forget

DAY = date(2026, 11, 23)
CONTENT = {"casework": {}, "authority": {"opening_hours": {"de": "Montag bis Freitag 8 bis 12 Uhr", "en": ""}}}


@pytest.fixture
def after() -> Iterator[None]:
    yield
    queries.forget()


def _publish(content: dict[str, Any], at: datetime, *, land: str = "HE") -> None:
    wanted = Wanted("land_template", land, DAY, {"content": content}, "Erlass vom 20.11.2026", "Wunsch des Landes")
    with bind_public(), transaction.atomic():
        row = federal.draft(wanted=wanted, by=Person(1, "Robin"), at=at)
        known = queries.read_now(land_template.LandTemplate)
        seen = stand(row, replaced(row, known))
        with pytest.raises(UnableToPublish):
            federal.publish(draft_id=row.pk, seen=seen, by=Person(1, "Robin"), at=at)
        federal.publish(draft_id=row.pk, seen=seen, by=Person(2, "Alex"), at=at)


def _faults(content: dict[str, Any], at: datetime) -> list[str]:
    wanted = Wanted("land_template", "HE", DAY, {"content": content}, "Erlass", "Wunsch")
    with bind_public(), pytest.raises(UnableToPublish) as refused, transaction.atomic():
        federal.draft(wanted=wanted, by=Person(1, "Robin"), at=at)
    return [fault.path for fault in refused.value.faults]


def test_what_belongs_to_one_city_or_is_wrong_cannot_be_recommended(cities: Any, at: datetime) -> None:
    assert _faults({"payments": {"account": "acct_1"}}, at)[0] == "value.content.payments.account"
    assert _faults({"nirgends": {}}, at) == ["value.content.nirgends"]
    assert _faults({"branding": {"action": "grün"}}, at)[0].startswith("value.content.branding")


def test_a_city_of_the_land_takes_it_over_and_sees_where_it_comes_from(
    after: None, cities: Any, official: Any, at: datetime, clock: Any
) -> None:
    offenbach, _wiesbaden = cities
    mika = official(offenbach)
    assert "Vorlage Ihres Landes" not in mika.text("/verwaltung/datei/")
    _publish(CONTENT, at)
    clock.move_to(datetime(2026, 11, 23, 10, 0, tzinfo=at.tzinfo))
    eda = official(offenbach, "owner", "eda")
    assert "Vorlage Ihres Landes" in eda.text("/verwaltung/datei/")
    assert eda.send("/verwaltung/datei/", "/verwaltung/datei/vorlage/").status_code == 302
    with bind(offenbach):
        [changed] = drafting.current().changed
        assert changed.value["opening_hours"]["de"].startswith("Montag bis Freitag")
        assert changed.value["body"] == changed.published["body"]
    page = eda.text("/verwaltung/abschnitt/authority/")
    assert "Montag bis Freitag 8 bis 12 Uhr" in page
    assert "Land" in page


def test_a_new_city_finds_it_in_its_first_draft_and_one_of_another_land_does_not(
    after: None, cities: Any, at: datetime
) -> None:
    _publish(CONTENT, at)
    later = datetime(2026, 11, 23, 10, 0, tzinfo=at.tzinfo)
    for slug, land, ags, code in (("hanau", "HE", "06435014", "039998"), ("aalen", "BW", "08136088", "039999")):
        payload = {"slug": slug, "name": slug.title(), "land": land, "ags": ags, "authority_code": code}
        orders.place(kind="create_city", payload=payload, by="ops", at=later)
    try:
        assert orders.work(at=later) == 2
        for slug, names in (("hanau", ["authority"]), ("aalen", [])):
            with bind_public():
                city = City.objects.get(slug=slug)
            with bind(city):
                assert [one.name for one in drafting.current().changed] == names
    finally:
        with bind_owner():
            made = list(City.objects.using(OWNER).filter(slug__in=["hanau", "aalen"]))
        for city in made:
            forget(city)


def test_the_page_of_a_template_says_what_it_does(after: None, signed_in: Callable[..., Client], at: datetime) -> None:
    browser = signed_in()
    assert browser.get("/bundeswerte/land_template/").status_code == 200
    assert "Vorlage für Städte" in words(browser.get("/bundeswerte/"))
    answers = {
        "land": "HE",
        "valid_from_0": "23",
        "valid_from_1": "11",
        "valid_from_2": "2026",
        "source": "Erlass",
        "reason": "Wunsch",
    }
    sent = browser.post(
        "/bundeswerte/land_template/entwerfen/", {**answers, "value": "content:\n  casework: {}\n"}, follow=True
    )
    assert "Bei ihnen ändert sich nichts von selbst" in words(sent)
    with bind_public():
        assert Operator.objects.count() == 1
