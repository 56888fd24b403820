"""A release comes: ``public`` first, the cities later, new ones meanwhile; and it can be taken back.

Yesterday's process runs all the while, as processes do that serve.
"""

from __future__ import annotations

import psycopg

from tests.support.releases import Home, Running


def _states(place: Home) -> dict[str, str]:
    with psycopg.connect(place.owner) as owner:
        return dict(owner.execute("SELECT slug, applied FROM public.tenants_city").fetchall())


def _tables(state: str) -> str:
    return state.partition(".")[0]


def test_a_release_comes_and_is_taken_back(yesterday: Running, today: Running, place: Home) -> None:
    yesterday.does("public", "demo", "serve=offenbach")
    [before] = set(_states(place).values())

    after = today.does("public", "create=eins")["state"]
    yesterday.does("create=zwei", "look=offenbach")
    assert _states(place) == {**dict.fromkeys(("offenbach", "wiesbaden", "zwei"), before), "eins": after}
    if _tables(before) == _tables(after):  # else its pages wait for the cities: docs/operations/releases.md
        today.does("look=wiesbaden")

    today.does("fleet")
    assert set(_states(place).values()) == {after}
    assert today.does("serve=wiesbaden", "serve=offenbach")["cases"] >= 2, "yesterday's and its own"
    yesterday.does("serve=wiesbaden")

    yesterday.does("fleet", "create=drei", "look=offenbach")
    today.does("fleet")
    assert set(_states(place).values()) == {after}
