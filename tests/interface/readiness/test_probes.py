"""What a machine can find out by itself: each probe is red for its reason and green once it is mended, in its city alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from tenants.binding import bind
from tests.support.versions import as_before, change

LATER = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def published(cities: Any) -> Iterator[None]:
    with as_before(cities):
        yield


def _code(city: Any, name: str, at: datetime) -> str:
    from configuration.readiness import probes

    with bind(city):
        found = probes.get(name)(at=at)
    assert found.ready is not bool(found.code)
    return found.code or ("" if found.needed else "not needed")


def test_jurisdiction(cities: Any, at: datetime) -> None:
    from declarations.config import DeclarationRules

    offenbach, wiesbaden = cities
    change(offenbach, DeclarationRules, at=at, postal_codes=[], modes=[])
    assert _code(offenbach, "declaration.jurisdiction", at + LATER) == "district_missing"
    assert _code(offenbach, "declaration.offered", at + LATER) == "nothing_offered"
    assert _code(wiesbaden, "declaration.jurisdiction", at + LATER) == ""
    assert _code(wiesbaden, "declaration.offered", at + LATER) == ""


def test_contact_and_languages(offenbach: Any, at: datetime) -> None:
    from configuration.authority import Authority, SiteTexts

    assert (_code(offenbach, "site.contact", at), _code(offenbach, "site.languages", at)) == ("", "")
    change(offenbach, Authority, at=at, phone="", email="")
    change(offenbach, SiteTexts, at=at, imprint={"de": "Nur Deutsch"})
    assert _code(offenbach, "site.contact", at + LATER) == "nobody_to_ask"
    assert _code(offenbach, "site.languages", at + LATER) == "english_missing"


def test_colours_are_measured_though_they_were_once_accepted(offenbach: Any, at: datetime) -> None:
    from configuration.models import ConfigurationVersion

    assert _code(offenbach, "site.colours", at) == ""
    with bind(offenbach), transaction.atomic():
        last = ConfigurationVersion.objects.latest("number")
        stored = dict(last.document)
        stored["branding"] = {"version": 1, "value": {**stored["branding"]["value"], "action": "#aaaaaa"}}
        ConfigurationVersion.objects.create(
            number=last.number + 1, document=stored, valid_from=at, published_at=at, author="test"
        )
    assert _code(offenbach, "site.colours", at + LATER) == "contrast_too_low"


def test_the_sender_must_be_allowed(offenbach: Any, at: datetime, settings: Settings) -> None:
    from notifications.config import MailRules

    change(offenbach, MailRules, at=at, sender="", reply_to="")
    assert (_code(offenbach, "mail.sender", at + LATER), _code(offenbach, "mail.reply", at + LATER)) == (
        "", "reply_missing",
    )  # fmt: skip
    change(offenbach, MailRules, at=at, sender="Amt <amt@Offenbach.example>", reply_to="amt@offenbach.example")
    assert _code(offenbach, "mail.sender", at + LATER) == "sender_not_allowed"
    assert _code(offenbach, "mail.reply", at + LATER) == ""
    settings.MAIL_DOMAINS = ["offenbach.example"]
    assert _code(offenbach, "mail.sender", at + LATER) == ""


def test_people(wiesbaden: Any, offenbach: Any, at: datetime, hire: Callable[..., Any]) -> None:
    from accounts.staff.models import Staff
    from casework.config import CaseworkRules

    assert (_code(wiesbaden, "staff.owner", at), _code(wiesbaden, "staff.clerks", at)) == ("no_owner", "nobody_decides")
    hire(wiesbaden, "Dominique Anfang", "owner")
    hire(wiesbaden, "Kim Beispiel", "clerk")
    change(wiesbaden, CaseworkRules, at=at, four_eyes=False)
    assert (_code(wiesbaden, "staff.owner", at + LATER), _code(wiesbaden, "staff.clerks", at + LATER)) == ("", "")
    change(wiesbaden, CaseworkRules, at=at, four_eyes=True, remedy="Klage beim Verwaltungsgericht Wiesbaden.")
    assert _code(wiesbaden, "staff.clerks", at + LATER) == "second_person_missing"
    hire(wiesbaden, "Toni Muster", "supervisor")
    assert _code(wiesbaden, "staff.clerks", at + LATER) == ""
    assert _code(wiesbaden, "casework.remedy", at + LATER) == ""
    with bind(wiesbaden), transaction.atomic():
        Staff.objects.filter(name="Dominique Anfang").update(is_active=False)
    assert _code(wiesbaden, "staff.owner", at + LATER) == "no_owner"
    assert _code(offenbach, "staff.clerks", at + LATER) == "not needed"


def _echo(city: Any, at: datetime, state: str, connector: str = "folder", route: str = "") -> None:
    from connectors.inbox_models import Echo

    with bind(city), transaction.atomic():
        Echo.objects.create(
            reference=uuid4().hex[:12].upper(), connector=connector, route=route, state=state, message=b"", summary=b"",
            started_by=1, started_at=at, settled_at=at,
        )  # fmt: skip


def test_a_test_message_was_confirmed_lately(cities: Any, at: datetime) -> None:
    offenbach, wiesbaden = cities
    name = "delivery.echo"
    assert _code(offenbach, name, at) == "never_tried"
    _echo(offenbach, at - timedelta(days=31), "confirmed")
    _echo(offenbach, at - timedelta(days=1), "confirmed", connector="mailbox")
    _echo(offenbach, at - timedelta(days=1), "confirmed", route="fallback")
    assert _code(offenbach, name, at) == "never_tried"
    _echo(offenbach, at - timedelta(days=2), "confirmed")
    assert (_code(offenbach, name, at), _code(wiesbaden, name, at)) == ("", "never_tried")
    _echo(offenbach, at - timedelta(hours=1), "failed")
    assert _code(offenbach, name, at) == "test_failed"


def test_a_connection_of_others_needs_secrets_and_a_second_way(offenbach: Any, at: datetime) -> None:
    from configuration import secrets
    from connectors.config import DeliveryRules

    options = {"address": "https://fachverfahren.example/annahme", "key_id": "k1", "secret": "annahme"}
    assert _code(offenbach, "delivery.secrets", at) == _code(offenbach, "delivery.fallback", at) == "not needed"
    change(offenbach, DeliveryRules, at=at, connector="rest_push", options=options, fallback=None)
    assert _code(offenbach, "delivery.secrets", at + LATER) == "secret_missing"
    assert _code(offenbach, "delivery.fallback", at + LATER) == "no_fallback"
    with bind(offenbach), transaction.atomic():
        secrets.put(name="annahme", value=b"x" * 32, by="test", at=at)
    change(offenbach, DeliveryRules, at=at, fallback={"connector": "folder", "options": {}})
    assert _code(offenbach, "delivery.secrets", at + LATER) == ""
    assert _code(offenbach, "delivery.fallback", at + LATER) == ""


def test_payment_secrets(offenbach: Any, at: datetime) -> None:
    from billing.payments.config import PaymentsSection
    from configuration import secrets

    name = "payments.secrets"
    assert _code(offenbach, name, at) == "not needed"
    options = {"flavour": "basic", "address": "https://epay.example", "user": "stadt", "secret": "epay"}
    change(offenbach, PaymentsSection, at=at, provider="xbezahldienste", account="stadt/kasse", options=options)
    assert _code(offenbach, name, at + LATER) == "secret_missing"
    with bind(offenbach), transaction.atomic():
        secrets.put(name="epay", value=b"geheim", by="test", at=at)
    assert _code(offenbach, name, at + LATER) == ""
