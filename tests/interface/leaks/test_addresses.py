"""Every address of a city, asked in the other city with the first one's proofs and identifiers: nothing comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver, reverse

from tests.architecture.source import lines_of
from tests.interface.desk.clerks import hire
from tests.interface.identity.conftest import stand_in
from tests.interface.leaks.registry import ADDRESSES, NAMES_OF_A_CITY, NAMES_OF_ALL
from tests.interface.leaks.world import World, build, fingerprint
from tests.interface.portal.walking import Sponsor

__all__ = ["stand_in"]
URLCONF = "config.urls_city"
NOT_HERE = {401, 403, 404, 405, 410}
# At home each of these shows a name: else the walk would look for something that is nowhere.
SHOWS_AT_HOME = {
    "portal:section",
    "portal:status",
    "portal:visit",
    "desk:case",
    "desk:queue",
    "portal:receipt",
    "console:difference",
}


@pytest.fixture(autouse=True)
def that_day(at: Any) -> Iterator[None]:
    with time_machine.travel(at + timedelta(minutes=1), tick=True):
        yield


@pytest.fixture(autouse=True)
def nobody_outside(settings: Any) -> Iterator[None]:
    """Tasks go to a broker in this process; the payment service is away."""
    from billing.providers.registry import provider
    from config.celery import app

    app.conf.broker_url = "memory://"
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    provider.cache_clear()
    yield
    provider.cache_clear()


@pytest.fixture
def world(offenbach: Any, browse: Callable[..., Client], stand_in: Any, at: Any) -> World:
    return build(offenbach, (browse(offenbach), browse(offenbach)), stand_in, at=at)


def _parts(name: str) -> set[str]:
    space, _, short = name.partition(":")
    resolver = get_resolver(URLCONF).namespace_dict[space][1]
    return set(resolver.reverse_dict.getlist(short)[0][0][0][1])


def _address(name: str, world: World) -> str:
    values = {**NAMES_OF_ALL, **world.names}
    if ADDRESSES[name] == "draft":
        values["document_id"] = world.names["draft_document"]
    address = reverse(name, urlconf=URLCONF, kwargs={part: values[part] for part in _parts(name)})
    return f"{address}?nachweis={world.handle}" if name == "portal:identify_return" else str(address)


def _visitor(city: Any, cookies: dict[str, str]) -> Client:
    made = Client(SERVER_NAME=f"{city.slug}.localhost", raise_request_exception=False)
    for name, value in cookies.items():
        if name == "Authorization":
            made.defaults["HTTP_AUTHORIZATION"] = value
        else:
            made.cookies[name] = value
    return made


def _told(answer: Any, world: World) -> list[str]:
    """Which of the other city's marks the answer shows. The code is typed by the visitor, and a kept form repeats it."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    said = body.decode(errors="replace") + str(dict(answer.headers)) + str(answer.cookies)
    typed = answer.request["REQUEST_METHOD"] == "POST"
    return [mark for mark in world.marks if mark in said and not (typed and mark == world.names["short_code"])]


def _wrong(name: str, answer: Any, world: World, *, guarded: bool) -> Iterator[str]:
    what = f"{answer.request['REQUEST_METHOD']} {name}: {answer.status_code}"
    if answer.status_code >= 500:
        yield what
    if told := _told(answer, world):
        yield f"{what} tells {told}"
    if guarded and answer.status_code not in NOT_HERE and not _leads_home(answer, world):
        yield f"{what} {answer.get('Location', '')}"


def _leads_home(answer: Any, world: World) -> bool:
    """To the sign-in, or to a page of the visitor's own that names nothing of the other city."""
    where = answer.get("Location", "")
    foreign = any(str(world.names[name]) in where for name in NAMES_OF_A_CITY - {"decision_id"})
    return bool(where) and (where.startswith(reverse("desk:sign_in", urlconf=URLCONF)) or not foreign)


def _typed(world: World) -> dict[str, str]:
    """What a form of any of the pages could carry, all of it from the other city."""
    return {
        "code": world.names["short_code"], "document": str(world.names["document_id"]), "text": "x", "reason": "x",
        "serial": "D 1", "to": str(world.clerk.id), "result": "PROVEN", "outcome": "PAPER_ISSUED", "kind": "pay_slips",
        "nachweis": world.handle, "zweck": "prefill", "stand": "1", "zeit": "buergerbuero|2026-11-24T08:00Z",
    }  # fmt: skip


def test_at_home_every_address_answers_and_shows_whose_it_is(world: World) -> None:
    wrong, shown = [], set()
    for name, audience in ADDRESSES.items():
        answer = _visitor(world.city, world.proofs[audience]).get(_address(name, world))
        if answer.status_code >= 500:
            wrong.append(f"{name}: {answer.status_code}")
        if _told(answer, world):
            shown.add(name)
    assert not wrong, lines_of(wrong)
    assert shown >= SHOWS_AT_HOME, sorted(shown)


def test_a_citys_proofs_and_identifiers_open_nothing_in_the_other(world: World, wiesbaden: Any) -> None:
    """The cookies, secrets and identifiers of one city, presented to the other by whoever holds them all."""
    wrong: list[str] = []
    before = fingerprint(world.city)
    for name, audience in ADDRESSES.items():
        address, guarded = _address(name, world), ADDRESSES[name] != "public"
        for cookies in ({}, world.proofs[audience]):
            visitor = _visitor(wiesbaden, cookies)
            wrong += _wrong(name, visitor.get(address), world, guarded=guarded)
            wrong += _wrong(name, visitor.post(address, _typed(world)), world, guarded=guarded)
    assert not wrong, lines_of(wrong)
    assert fingerprint(world.city) == before


def _neighbours(city: Any, browse: Callable[..., Client], stand_in: Any, at: Any) -> dict[str, Client]:
    """People of the other city who are at home there: with a draft, with a filed case, at the desk with the role that may do most."""
    from declarations.access import access_of, grant
    from declarations.models import Declaration
    from tenants.binding import bind
    from tests.interface.desk.clerks import receive

    sponsor = Sponsor(browse(city), city)
    sponsor.begin()
    filed = receive(city, at=at)
    with bind(city):
        case = Declaration.objects.get(id=filed.id)
        cookies = {"antrag": access_of(case).draft, "zugang": grant(case)}
    people = {
        "draft": sponsor.browser,
        "filed": _visitor(city, cookies),
        "supervisor": hire(city, "supervisor", "lou", browse(city)).browser,
    }
    for person in people.values():
        person.raise_request_exception = False
    return people


def test_people_of_the_other_city_cannot_reach_it_by_its_identifiers(
    world: World, wiesbaden: Any, browse: Callable[..., Client], stand_in: Any, at: Any
) -> None:
    people = _neighbours(wiesbaden, browse, stand_in, at)
    before, wrong = fingerprint(world.city), []
    for name in ADDRESSES:
        address, named = _address(name, world), bool(_parts(name) & NAMES_OF_A_CITY)
        for who, visitor in people.items():
            found = list(_wrong(name, visitor.get(address), world, guarded=named))
            if named:
                found += _wrong(name, visitor.post(address, _typed(world)), world, guarded=True)
            wrong += [f"{who} {line}" for line in found]
    assert not wrong, lines_of(wrong)
    assert fingerprint(world.city) == before
