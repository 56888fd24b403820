"""Every address answers a visitor who knows nothing, in both cities, without an error of ours; and names who may see it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, URLResolver

from tests.architecture.source import lines_of

CITY = "config.urls_city"
URLCONFS = {CITY: None, "config.urls_operator": "betrieb.localhost", "config.urls_platform": "localhost",
            "config.urls_files": "dateien.localhost"}  # fmt: skip
GUARDED = ("desk", "onboarding.rollout", "onboarding.console")
SAMPLES: dict[str, list[Any]] = {
    "int": [1], "uuid": [uuid.UUID(int=7)], "slug": ["x"], "path": ["x/y"], "str": ["x", "de", "ä%00"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def that_day(at: datetime) -> Iterator[None]:
    with time_machine.travel(at + timedelta(minutes=1), tick=True):
        yield


def _patterns(urlconf: str) -> Iterator[tuple[str, URLPattern]]:
    yield from _walk("", import_module(urlconf).urlpatterns)


def _walk(prefix: str, entries: list[URLPattern | URLResolver]) -> Iterator[tuple[str, URLPattern]]:
    for entry in entries:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(route, entry.url_patterns)
        else:
            yield route, entry


def _addresses(urlconf: str) -> list[str]:
    """Every route with made-up values in its places."""
    found = []
    for route, _ in _patterns(urlconf):
        for number in range(3):
            found.append("/" + re.sub(r"<(?:(\w+):)?\w+>", lambda place: _sample(place[1] or "str", number), route))  # noqa: B023  used at once
    return sorted({address for address in found if "^" not in address and "(" not in address})


def _sample(converter: str, number: int) -> str:
    values = SAMPLES.get(converter, SAMPLES["str"])
    return str(values[min(number, len(values) - 1)])


def _view(pattern: URLPattern) -> tuple[str, str, Any]:
    view: Any = pattern.callback
    return view.__module__, getattr(view, "__name__", type(view).__name__), view


def test_every_address_of_a_city_answers_a_stranger(cities: Any, browse: Callable[..., Client]) -> None:
    wrong = []
    addresses = _addresses(CITY)
    assert len(addresses) > 10
    for city in cities:
        visitor = browse(city)
        visitor.raise_request_exception = False
        for address in addresses:
            for answer in (visitor.get(address), visitor.post(address, {"x": "y"}), visitor.head(address)):
                if answer.status_code >= 500:
                    wrong.append(f"{city.slug} {answer.request['REQUEST_METHOD']} {address}: {answer.status_code}")
    assert not wrong, lines_of(wrong)


@pytest.mark.parametrize("urlconf", [name for name in URLCONFS if name != CITY])
def test_every_address_of_the_other_hosts_answers_a_stranger(urlconf: str, cities: Any) -> None:
    visitor = Client(SERVER_NAME=URLCONFS[urlconf], raise_request_exception=False)
    for address in _addresses(urlconf):
        for answer in (visitor.get(address), visitor.post(address, {"x": "y"})):
            assert answer.status_code < 500, f"{answer.request['REQUEST_METHOD']} {address}"


def test_a_host_that_nobody_has_gets_a_plain_page(cities: Any) -> None:
    answer = Client(SERVER_NAME="niemand.localhost").get("/antrag/")
    assert answer.status_code == 404
    assert b"Traceback" not in answer.content


def test_both_cities_serve_the_same_addresses_with_their_own_names(cities: Any, browse: Callable[..., Client]) -> None:
    pages = [browse(city).get("/").content.decode() for city in cities]
    assert "Offenbach" in pages[0]
    assert "Wiesbaden" not in pages[0]
    assert "Wiesbaden" in pages[1]
    assert "Offenbach" not in pages[1]


def test_every_view_of_staff_names_its_permission_or_is_marked_open() -> None:
    from accounts import roles

    known = {value for name, value in vars(roles).items() if name.isupper() and isinstance(value, str)} | {""}
    nameless = []
    for urlconf in URLCONFS:
        for route, pattern in _patterns(urlconf):
            module, name, view = _view(pattern)
            if module.startswith(GUARDED) and getattr(view, "permission", None) not in known:
                nameless.append(f"{route}: {module}.{name}")
    assert not nameless, lines_of(nameless)


def test_a_view_of_staff_sends_strangers_to_the_sign_in(cities: Any) -> None:
    """What names a permission shows a stranger nothing: it redirects or refuses."""
    hosts = [f"{cities[0].slug}.localhost", "betrieb.localhost"]
    for host, urlconf in zip(hosts, (CITY, "config.urls_operator"), strict=True):
        visitor = Client(SERVER_NAME=host, raise_request_exception=False)
        for route, pattern in _patterns(urlconf):
            module, _, view = _view(pattern)
            if module.startswith(GUARDED) and getattr(view, "permission", None):
                address = "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda place: _sample(place[1] or "str", 0), route)
                assert visitor.get(address).status_code in (302, 303, 403, 404, 405), address
                assert visitor.post(address).status_code in (302, 303, 403, 404, 405), address


def test_every_role_may_do_something_that_some_view_asks_for() -> None:
    from accounts import roles

    permissions = {value for name, value in vars(roles).items() if name.isupper() and isinstance(value, str)}
    given = set().union(*roles.CITY_ROLES.values(), *roles.OPERATOR_ROLES.values())
    assert given == permissions


def test_names_of_addresses_are_given_once() -> None:
    for urlconf in URLCONFS:
        seen: dict[tuple[Any, ...], str] = {}
        for route, pattern in _patterns(urlconf):
            key = (_view(pattern)[0].split(".")[0], pattern.name)
            assert seen.setdefault(key, route) == route or pattern.name is None, f"{pattern.name}: {route}"


def test_pages_are_whole_documents(cities: Any, browse: Callable[..., Client]) -> None:
    """Language, one heading, a title, nothing in the page that the policy forbids, nothing left unrendered."""
    visitor = browse(cities[0])
    for address in _addresses(CITY):
        answer = visitor.get(address)
        if not str(answer.get("Content-Type", "")).startswith("text/html") or answer.status_code != 200:
            continue
        page = answer.content.decode()
        assert '<html lang="de"' in page, address
        assert len(re.findall(r"<h1[\s>]", page)) == 1, address
        assert re.search(r"<title>[^<]{5,}</title>", page), address
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=\"|{{|{%", page), address
        assert "content-security-policy" in {name.lower() for name in answer.headers}, address
