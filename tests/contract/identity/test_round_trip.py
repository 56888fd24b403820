"""From our signed question to the person in the answer, through the stand-in's pages over real HTTP."""

from __future__ import annotations

import base64
import html
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest

from identity.adapters.saml.provider import SamlProvider
from identity.base import BeginRequest, Cancelled, IdentityRefused, Level, Method, PostForm, Trust, VerifiedIdentity
from infra.standins.eid.persons import PERSONS
from infra.standins.eid.server import Server

REQUEST_ID = "_wiesbaden-00112233445566778899aabbccddeeff"
Provider = Callable[..., SamlProvider]


def post(url: str, fields: Mapping[str, str]) -> str:
    with urllib.request.urlopen(url, urllib.parse.urlencode(fields).encode(), timeout=10) as answer:  # noqa: S310  our own loopback
        page: str = answer.read().decode()
        return page


def hidden(page: str, name: str) -> str:
    match = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert match
    return html.unescape(match[1])


def begin(provider: SamlProvider, level: Level = Level.HIGH) -> PostForm:
    request = BeginRequest(
        REQUEST_ID, "Ausländerbehörde <Wiesbaden>", level, "de", "https://wiesbaden.example/", "opaque&relay"
    )
    return provider.begin(request, at=datetime.now(UTC))


def choose(provider: SamlProvider, outcome: str, person: str = "erika", level: Level = Level.HIGH) -> VerifiedIdentity:
    form = begin(provider, level)
    question = post(form.action, form.fields)
    carried = {name: hidden(question, name) for name in ("SAMLRequest", "RelayState")}
    back = post(form.action.replace("/sso", "/decide"), carried | {"outcome": outcome, "person": person})
    assert hidden(back, "RelayState") == "opaque&relay"
    assert f'action="{provider.settings.acs_url}"' in back
    fields = {"SAMLResponse": hidden(back, "SAMLResponse")}
    return provider.finish(form_fields=fields, at=datetime.now(UTC))


def test_the_card_of_a_german_fills_the_form_in_usual_spelling(server: Server, provider_with: Provider) -> None:
    identity = choose(provider_with(), "hoch")
    assert identity.request_id == REQUEST_ID
    assert (identity.level, identity.method) == (Level.HIGH, Method.IDENTITY_CARD)
    assert identity.issuer == server.stand_in.entity_id
    assert abs((datetime.now(UTC) - identity.verified_at).total_seconds()) < 60
    assert identity.attributes.model_dump() == {
        "family_name": "Mustermann",
        "given_names": "Erika",
        "birth_name": "Gabler",
        "doctoral_degree": None,
        "birth_date": "1964-08-12",
        "birth_place": "Berlin",
        "nationality": "000",
        "street": "Musterstraße",
        "house_number": "17",
        "postal_code": "63065",
        "city": "Offenbach am Main",
        "country": "DE",
    }
    assert "MUSTERSTRAẞE 17" in {read.value for read in identity.evidence}
    assert set(identity.trust.values()) == {Trust.HIGH}


@pytest.mark.parametrize("person", [person.key for person in PERSONS])
def test_every_card_can_be_read_whatever_it_lacks(server: Server, provider_with: Provider, person: str) -> None:
    identity = choose(provider_with(), "hoch", person)
    card = next(each.card for each in PERSONS if each.key == person)
    assert (identity.attributes.given_names is None) == ("urn:oid:2.5.4.42" not in card)
    assert (identity.attributes.street is None) == ("urn:oid:2.5.4.16" not in card)
    assert identity.attributes.birth_date == card["urn:oid:1.2.40.0.10.2.1.1.55"]


@pytest.mark.parametrize(
    ("outcome", "level", "method"),
    [
        ("normal", Level.NORMAL, Method.ACCOUNT),
        ("substanziell", Level.SUBSTANTIAL, Method.ELSTER),
        ("hoch", Level.HIGH, Method.IDENTITY_CARD),
    ],
)
def test_the_level_is_the_providers_word(
    server: Server, provider_with: Provider, outcome: str, level: Level, method: Method
) -> None:
    identity = choose(provider_with(), outcome, level=Level.NORMAL)
    assert (identity.level, identity.method) == (level, method)


def test_who_cancels_is_brought_back_with_the_request_that_was_theirs(server: Server, provider_with: Provider) -> None:
    with pytest.raises(Cancelled) as caught:
        choose(provider_with(), "cancel")
    assert caught.value.request_id == REQUEST_ID


def test_an_error_of_the_provider_is_told_by_its_code(server: Server, provider_with: Provider) -> None:
    with pytest.raises(IdentityRefused) as caught:
        choose(provider_with(), "error")
    assert caught.value.code == "provider:IDP_REQUIRED_ATTRIBUTES_MISSING"
    assert caught.value.request_id == REQUEST_ID


def test_the_page_works_without_javascript_and_shows_who_asks(server: Server, provider_with: Provider) -> None:
    form = begin(provider_with())
    page = post(form.action, form.fields)
    assert "Ausländerbehörde &lt;Wiesbaden&gt;" in page
    assert page.count('type="radio"') == len(PERSONS) + 1  # and the one who lives where the form says
    assert "Abbrechen" in page
    assert "<script" not in page


@pytest.mark.parametrize("sign_with", ["rsa-pss", "rsa-sha256"])
def test_both_kinds_of_signature_are_understood(server: Server, provider_with: Provider, sign_with: str) -> None:
    assert choose(provider_with(sign_with=sign_with), "hoch").level is Level.HIGH


def test_a_question_that_was_altered_on_its_way_is_refused(server: Server, provider_with: Provider) -> None:
    form = begin(provider_with())
    altered = base64.b64decode(form.fields["SAMLRequest"]).replace(b"STORK-QAA-Level-4", b"STORK-QAA-Level-1")
    with pytest.raises(urllib.error.HTTPError) as caught:
        post(form.action, {"SAMLRequest": base64.b64encode(altered).decode()})
    assert caught.value.code == 400
    assert "saml-request-signature-wrong" in caught.value.read().decode()


def elsewhere(provider: SamlProvider, postal_code: str, place: str) -> str:
    """The stand-in's page after the other test person was chosen, with this address typed."""
    form = begin(provider)
    question = post(form.action, form.fields)
    assert 'name="postal_code"' in question
    carried = {name: hidden(question, name) for name in ("SAMLRequest", "RelayState")}
    typed = {"outcome": "hoch", "person": "andere", "postal_code": postal_code, "place": place}
    return post(form.action.replace("/sso", "/decide"), carried | typed)


def test_the_other_test_person_lives_where_the_page_was_told(server: Server, provider_with: Provider) -> None:
    provider = provider_with()
    back = elsewhere(provider, "15230", "Frankfurt (Oder)")
    identity = provider.finish(form_fields={"SAMLResponse": hidden(back, "SAMLResponse")}, at=datetime.now(UTC))
    person = identity.attributes
    assert (person.family_name, person.given_names) == ("Probe-Muster", "Petra")
    assert (person.postal_code, person.city) == ("15230", "Frankfurt (Oder)")


@pytest.mark.parametrize(("code", "place"), [("", "Ulm"), ("1234", "Ulm"), ("89073", ""), ("89073", "<b>Ulm</b>")])
def test_the_other_test_person_needs_a_german_address(
    server: Server, provider_with: Provider, code: str, place: str
) -> None:
    with pytest.raises(urllib.error.HTTPError, match="400"):
        elsewhere(provider_with(), code, place)
