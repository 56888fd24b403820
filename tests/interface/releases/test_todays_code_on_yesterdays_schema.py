"""A release comes: ``public`` first, the cities later, new ones meanwhile; and it can be taken back."""

from __future__ import annotations

from datetime import datetime

import psycopg
import pytest

from tests.support.releases import TODAY, Code, Home, failed


@pytest.fixture(scope="module")
def yesterdays(yesterday: Code, place: Home) -> Home:
    """Tables, cities and a case made by yesterday's code."""
    from tests.conftest import AT

    assert failed(yesterday.walk(place, "public", "demo", "serve=offenbach", at=AT)) == ""
    return place


def _states(place: Home) -> dict[str, str]:
    with psycopg.connect(place.owner) as owner:
        return dict(owner.execute("SELECT slug, applied FROM public.tenants_city").fetchall())


def test_a_release_comes_and_is_taken_back(yesterday: Code, yesterdays: Home, at: datetime) -> None:
    before = set(_states(yesterdays).values())
    came = TODAY.walk(yesterdays, "public", "create=eins", at=at)
    assert failed(came) == ""
    # Cities stand as they were; whose code serves them meanwhile: yesterday's.
    assert failed(yesterday.walk(yesterdays, "create=zwei", "serve=offenbach", at=at)) == ""
    assert {state for slug, state in _states(yesterdays).items() if slug != "eins"} == before

    upgraded = TODAY.walk(yesterdays, "fleet", "serve=offenbach", "serve=wiesbaden", at=at)
    assert failed(upgraded) == ""
    assert upgraded[1]["cases"] >= 3, "two of yesterday's and its own"
    today = upgraded[0]["state"]
    assert _states(yesterdays) == dict.fromkeys(("offenbach", "wiesbaden", "eins", "zwei"), today)

    back = yesterday.walk(yesterdays, "fleet", "serve=wiesbaden", "create=drei", at=at)
    assert failed(back) == ""
    again = TODAY.walk(yesterdays, "fleet", at=at)
    assert failed(again) == ""
    assert set(_states(yesterdays).values()) == {today}
