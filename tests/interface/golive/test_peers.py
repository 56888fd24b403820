"""A section is offered and copied between two cities; what is a city's own never leaves it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from configuration import drafting, peers, versions
from configuration.federal.models import PeerSection
from configuration.operations import publish
from configuration.registry import sections
from tenants.binding import bind, bind_public
from tests.interface.desk.clerks import words

PAGE = "/verwaltung/andere/"


def _tell(city: Any, at: datetime) -> None:
    with bind(city), transaction.atomic():
        told = peers.told(at=at)
    with bind_public(), transaction.atomic():
        peers.keep(city, told, at=at)


def test_what_is_a_citys_own_is_never_offered(cities: Any, at: datetime) -> None:
    offenbach, _wiesbaden = cities
    assert not {"authority", "texts", "legal", "payments", "delivery", "mail", "appointments"} & set(
        peers.may_be_offered()
    )
    with bind(offenbach), transaction.atomic():
        peers.offer(["authority", "payments", "casework"], by=drafting.Editor(1, "Mika"), at=at)
        assert peers.offered_here() == {"casework"}


def test_a_section_is_offered_seen_and_copied(cities: Any, official: Any, at: datetime) -> None:
    offenbach, wiesbaden = cities
    mika, wanda = official(offenbach), official(wiesbaden)
    assert "keine andere Stadt" in wanda.text(PAGE)
    assert mika.send(PAGE, f"{PAGE}anbieten/", abschnitt="branding").status_code == 302
    _tell(offenbach, at)
    assert "Farben und Logo: Offenbach" in wanda.text(PAGE)
    assert "Farben und Logo: Offenbach" not in mika.text(PAGE)
    there = f"{PAGE}offenbach/branding/"
    assert "der Unterschied" in wanda.text(there)
    assert wanda.send(there).status_code == 302
    with bind(offenbach):
        theirs = drafting.section_of("branding").published
    with bind(wiesbaden):
        ours = drafting.section_of("branding")
        assert ours.is_changed
        copied = sections.get("branding").shown_to_peers()
        assert {name for name in copied if ours.value[name] == theirs[name]} == copied


def test_what_names_the_other_city_does_not_come_along(cities: Any, official: Any, at: datetime) -> None:
    """Neither its places nor its sign, nor the text in which it names its court. Ours stay as they are here."""
    offenbach, wiesbaden = cities
    theirs: dict[str, dict[str, Any]] = {
        "branding": {"initials": "OF", "logo": "a" * 64, "logo_alt": "Wappen von Offenbach", "mark": "#00ff00"},
        "declarations": {
            "municipalities": {"06413000": {"name": "Offenbach am Main", "postal_codes": ["63065"]}}, "lead_months": 7,
            "shared_codes": {"63065": ["Mühlheim am Main"]},
        },
        "casework": {"remedy": "Klage beim Verwaltungsgericht Darmstadt", "answer_days": 21},
        "books": {"cash_file": {"name": "offenbach-{batch}.txt"}, "pending_days": 9},
    }  # fmt: skip
    with bind(offenbach), transaction.atomic():
        raw = versions.typed(versions.at_moment(at))
        publish(raw={name: raw[name] | theirs.get(name, {}) for name in raw}, author="x", at=at)
        peers.offer(list(theirs), by=drafting.Editor(1, "Mika"), at=at)
    _tell(offenbach, at)
    with bind_public():
        told = str(list(PeerSection.objects.values_list("value", flat=True)))
    for word in ("Offenbach", "offenbach", "OF", "63065", "06413000", "Darmstadt", "a" * 64):
        assert word not in told, word
    with bind(wiesbaden), transaction.atomic():
        before = {name: drafting.section_of(name).value for name in theirs}
    wanda = official(wiesbaden)
    for name, changed in (("branding", "mark"), ("declarations", "lead_months"), ("casework", "answer_days")):
        assert wanda.send(f"{PAGE}offenbach/{name}/").status_code == 302
        with bind(wiesbaden), transaction.atomic():
            ours = drafting.section_of(name).value
        assert ours == before[name] | {
            field: theirs[name].get(field, raw[name][field]) for field in sections.get(name).shown_to_peers()
        }
        assert ours[changed] == theirs[name][changed]


def test_a_draft_that_changed_meanwhile_is_not_replaced(cities: Any, official: Any, at: datetime) -> None:
    offenbach, wiesbaden = cities
    wanda = official(wiesbaden)
    with bind(offenbach), transaction.atomic():
        peers.offer(["branding"], by=drafting.Editor(1, "Mika"), at=at)
    _tell(offenbach, at)
    refused = wanda.send(f"{PAGE}offenbach/branding/", stand="anders")
    assert refused.status_code == 409
    assert "Inzwischen hat jemand diesen Abschnitt geändert." in words(refused)


def test_what_is_not_offered_any_more_is_gone(cities: Any, official: Any, at: datetime) -> None:
    offenbach, wiesbaden = cities
    with bind(offenbach), transaction.atomic():
        peers.offer(["branding"], by=drafting.Editor(1, "Mika"), at=at)
    _tell(offenbach, at)
    with bind(offenbach), transaction.atomic():
        peers.offer([], by=drafting.Editor(1, "Mika"), at=at)
    _tell(offenbach, at)
    assert official(wiesbaden).get(f"{PAGE}offenbach/branding/").status_code == 404
    with bind_public():
        assert not PeerSection.objects.exists()


def test_a_city_may_only_read_what_others_offer(cities: Any) -> None:
    table = PeerSection._meta.db_table
    with bind(cities[0]), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM public."{table}"')
