"""What leaves for Sentry names no person: no bodies, no variables, no breadcrumbs, no text of an error."""

from __future__ import annotations

import json
from typing import Any

import sentry_sdk
from django.conf import settings
from sentry_sdk.transport import Transport

from config import sentry

SECRETS = ("Mustermann", "DE89370400440532013000", "erika@example.org", "C01X00T47", "4TZ8K2M9")


class Caught(Transport):
    """Takes the envelopes instead of the network."""

    def __init__(self, options: Any) -> None:
        super().__init__(options)
        self.sent: list[str] = []

    def capture_envelope(self, envelope: Any) -> None:
        self.sent.append(envelope.serialize().decode("utf-8", "replace"))


def test_an_error_full_of_names_leaves_without_any_of_them(monkeypatch: Any) -> None:
    caught = Caught({"dsn": None})
    monkeypatch.setattr(settings, "SENTRY_DSN", "https://key@sentry.invalid/1")
    real = sentry_sdk.init
    monkeypatch.setattr(sentry_sdk, "init", lambda **options: real(transport=caught, **options))
    sentry.start()
    try:
        family_name, iban = SECRETS[0], SECRETS[1]
        sentry_sdk.add_breadcrumb(message=f"saved {family_name}")
        raise ValueError(f"{family_name} {iban} {SECRETS[2]} {SECRETS[3]} {SECRETS[4]}")
    except ValueError:
        sentry_sdk.capture_exception()
    finally:
        sentry_sdk.flush()
        real(dsn=None)
    everything = "".join(caught.sent)
    assert "ValueError" in everything
    assert not [secret for secret in SECRETS if secret in everything]
    assert '"city"' in everything


def test_without_a_dsn_nothing_is_started(monkeypatch: Any) -> None:
    monkeypatch.setattr(settings, "SENTRY_DSN", "")
    monkeypatch.setattr(sentry_sdk, "init", lambda **_options: json.loads("started without being asked"))
    sentry.start()


def test_addresses_ibans_and_machine_readable_zones_are_taken_out_of_any_text() -> None:
    text = "an erika@example.org, DE89 3704 0044 0532 0130 00, P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<"
    assert sentry.scrub({"a": [text]}) == {"a": ["an […], […], […]"]}


def test_an_address_that_is_a_key_leaves_without_it() -> None:
    """A mailed link, a subscribed calendar: whoever reads the address could open it. The number of a case is no key."""
    case = "/amt/fall/3f1f6f6f-2c11-4c56-9d0b-8f3c1b526f0e/termin/"
    for address, shown in (
        ("https://offenbach.example/a/lGUomLtCO420kigtg39OVX5Km70-AOLm/", "https://offenbach.example/a/…/"),
        ("https://offenbach.example/amt/kalender/abo/j8Lu4XDQrh4YGkocKccUv4D3wDzMR27q.ics", "https://offenbach.example/amt/kalender/abo/…"),
        (f"https://wiesbaden.example{case}", f"https://wiesbaden.example{case}"),
    ):  # fmt: skip
        event = sentry.before_send({"request": {"url": address}}, None)
        assert event["request"]["url"] == shown
