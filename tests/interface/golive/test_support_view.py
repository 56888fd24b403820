"""The operator sees a city's settings only while the city allows it, reads alone, and leaves a trace with each page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from audit.models import AuditEntry
from config.reports import report_progress
from tenants.binding import bind
from tests.interface.desk.clerks import words

PAGE = "/verwaltung/einblick/"


def _door(browser: Client, slug: str) -> str:
    found = re.search(
        r'href="http://[^/]+(/verwaltung/einblick/[^"]+)"', browser.post(f"/einblick/{slug}/").content.decode()
    )
    assert found
    return found[1]


def _granted(city: Any, official: Any, at: datetime, name: str = "mika") -> Any:
    mika = official(city, "owner", name)
    assert mika.send(PAGE, "", button=None).status_code == 302
    report_progress(city, at=at)
    return mika


def test_nobody_looks_without_the_citys_word(cities: Any, signed_in: Callable[..., Client]) -> None:
    browser = signed_in("support")
    assert "keine Stadt" in browser.get("/einblick/").content.decode()
    assert browser.post("/einblick/offenbach/").status_code == 404


def test_a_visitor_reads_and_changes_nothing(
    cities: Any, official: Any, signed_in: Callable[..., Client], browse: Any, at: datetime
) -> None:
    offenbach, wiesbaden = cities
    _granted(offenbach, official, at)
    door, visitor = _door(signed_in("support"), "offenbach"), browse(offenbach)
    assert browse(wiesbaden).get(door).status_code == 410
    assert visitor.get(door).status_code == 302
    assert browse(offenbach).get(door).status_code == 410
    for path in ("/verwaltung/", "/verwaltung/bereit/", "/verwaltung/live/", "/verwaltung/abschnitt/fees/"):
        answer = visitor.get(path)
        assert answer.status_code == 200, path
        assert "Einblick des Betriebs (support@zusage.example)" in words(answer)
    assert "/verwaltung/vorschau/" not in visitor.get("/verwaltung/entwurf/").content.decode(), (
        "it opens for staff alone"
    )
    for path in ("/verwaltung/personen/", "/verwaltung/veroeffentlichen/", PAGE):
        assert visitor.get(path).status_code == 403, path
    for path in ("/verwaltung/kollegin/", "/verwaltung/datei/", "/verwaltung/live/beantragen/"):
        assert visitor.post(path, {}).status_code == 403, path
    for path in ("/amt/", "/amt/fall/00000000-0000-0000-0000-000000000000/"):
        assert visitor.get(path).status_code in (302, 404), path
    with bind(offenbach):
        seen = list(AuditEntry.objects.filter(action="support.page").order_by("id").values_list("details", flat=True))
    assert [entry["page"] for entry in seen] == ["start", "readiness", "live", "section", "difference"]


def test_the_city_ends_it_and_time_ends_it(
    cities: Any, official: Any, signed_in: Callable[..., Client], browse: Any, at: datetime, clock: Any
) -> None:
    offenbach, wiesbaden = cities
    mika, operator = _granted(offenbach, official, at), signed_in("support")
    visitor = browse(offenbach)
    visitor.get(_door(operator, "offenbach"))
    assert "support@zusage.example" in mika.text(PAGE)
    assert mika.send(PAGE, "").status_code == 302
    assert visitor.get("/verwaltung/").status_code == 302
    _granted(wiesbaden, official, at, "wanda")
    other = browse(wiesbaden)
    other.get(_door(operator, "wiesbaden"))
    assert other.get("/verwaltung/").status_code == 200
    clock.shift(timedelta(hours=3))
    assert other.get("/verwaltung/").status_code == 302


def test_the_address_of_a_door_names_nobody(
    cities: Any, official: Any, signed_in: Callable[..., Client], at: datetime
) -> None:
    import base64

    _granted(cities[0], official, at)
    token = _door(signed_in("support"), "offenbach").rstrip("/").rpartition("/")[2]
    said = base64.urlsafe_b64decode(token.removeprefix(".").partition(":")[0] + "===")
    assert not token.startswith("."), "packed, so that nothing could be read"
    assert b"offenbach" in said
    assert b"zusage.example" not in said


def test_a_visit_lasts_half_an_hour(
    cities: Any, official: Any, signed_in: Callable[..., Client], browse: Any, at: datetime, clock: Any
) -> None:
    """The city cannot see whether the operator's account was closed meanwhile."""
    _granted(cities[0], official, at)
    visitor = browse(cities[0])
    visitor.get(_door(signed_in("support"), "offenbach"))
    clock.shift(timedelta(minutes=29))
    assert visitor.get("/verwaltung/").status_code == 200
    clock.shift(timedelta(minutes=2))
    assert visitor.get("/verwaltung/").status_code == 302


def test_a_door_is_good_for_a_minute(
    cities: Any, official: Any, signed_in: Callable[..., Client], browse: Any, at: datetime, clock: Any
) -> None:
    offenbach = cities[0]
    _granted(offenbach, official, at)
    door = _door(signed_in("support"), "offenbach")
    clock.shift(timedelta(seconds=90))
    assert browse(offenbach).get(door).status_code == 410


def test_the_visit_of_one_city_is_none_in_another(
    cities: Any, official: Any, signed_in: Callable[..., Client], browse: Any, at: datetime
) -> None:
    offenbach, wiesbaden = cities
    _granted(offenbach, official, at)
    _granted(wiesbaden, official, at, "wanda")
    visitor, stranger = browse(offenbach), browse(wiesbaden)
    visitor.get(_door(signed_in("support"), "offenbach"))
    stranger.cookies = visitor.cookies
    assert stranger.get("/verwaltung/").status_code == 302


def test_who_decides_is_who_may_publish(cities: Any, official: Any) -> None:
    assert official(cities[0], "editor", "eda").get(PAGE).status_code == 403
