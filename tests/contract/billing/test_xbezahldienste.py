"""The adapter for XBezahldienste against the stand-in, over HTTP and over mutual TLS."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from pydantic import ValidationError

from billing.providers.base import Misconfigured, ProviderRefused, ProviderStatus, ProviderUnavailable
from billing.providers.connections import Connection
from billing.providers.xbezahldienste.adapter import XBezahldienste
from billing.providers.xbezahldienste.options import Options
from billing.providers.xbezahldienste.request import payment_request, purpose
from infra.standins.xbezahldienste.server import StandIn
from tests.contract.billing.payment_service import (
    FLAVOURS,
    OF_OFFENBACH,
    bank_says,
    connected,
    options,
    press,
    secrets,
    trouble,
)
from tests.contract.billing.standin import an_order

ORDER = {"account": OF_OFFENBACH}


def _options(**changes: Any) -> Options:
    told = {"flavour": "basic", "address": "https://epay.example/api", "user": "kasse", "secret": "kasse"}
    return Options.model_validate(told | changes)


def _with(standin: StandIn, told: dict[str, Any], kept: dict[str, bytes]) -> XBezahldienste:
    def secret(name: str) -> bytes:
        if name not in kept:
            raise Misconfigured("secret_unknown")
        return kept[name]

    return XBezahldienste(lambda _provider, account: Connection(account, told, secret))


@pytest.mark.parametrize(
    ("presses", "later", "status", "can_go_on", "note"),
    [
        ([], "", ProviderStatus.OPEN, True, ""),
        (["pay"], "", ProviderStatus.PAID, False, ""),
        (["pay"], "book", ProviderStatus.PAID, False, ""),
        (["fail"], "", ProviderStatus.FAILED, False, ""),
        (["cancel"], "", ProviderStatus.FAILED, False, "canceled"),
        (["later"], "", ProviderStatus.OPEN, False, ""),
        (["later"], "bank_pays", ProviderStatus.PAID, False, ""),
        (["later"], "bank_fails", ProviderStatus.FAILED, False, ""),
        (["pay", "cancel"], "", ProviderStatus.PAID, False, ""),
    ],
)
def test_each_state_of_the_service_is_read_as_one_of_ours(
    payment_service: StandIn, *, presses: list[str], later: str, status: ProviderStatus, can_go_on: bool, note: str
) -> None:
    provider = connected(payment_service)
    started = provider.start(an_order(**ORDER))
    for action in presses:
        press(started.redirect_url, action)
    if later:
        bank_says(payment_service, later, started.provider_ref)
    state = provider.fetch(started.provider_ref, account=OF_OFFENBACH)
    assert (state.status, state.note) == (status, note)
    assert state.redirect_url == (started.redirect_url if can_go_on else None)
    assert (state.paid_at is not None) == (status is ProviderStatus.PAID)


def test_a_page_that_nobody_used_is_over_at_its_end_and_a_late_success_is_still_told(payment_service: StandIn) -> None:
    provider, began = connected(payment_service), payment_service.world.clock()
    unused, waiting = provider.start(an_order(**ORDER)), provider.start(an_order(**ORDER))
    press(waiting.redirect_url, "later")
    payment_service.world.clock = lambda: began + timedelta(minutes=61).total_seconds()
    assert provider.fetch(unused.provider_ref, account=OF_OFFENBACH).status is ProviderStatus.EXPIRED
    assert provider.fetch(waiting.provider_ref, account=OF_OFFENBACH).status is ProviderStatus.OPEN
    payment_service.world.clock = lambda: began + timedelta(days=8).total_seconds()
    assert provider.fetch(waiting.provider_ref, account=OF_OFFENBACH).status is ProviderStatus.EXPIRED
    bank_says(payment_service, "bank_pays", waiting.provider_ref)
    assert provider.fetch(waiting.provider_ref, account=OF_OFFENBACH).status is ProviderStatus.PAID


def test_the_way_back_says_nothing_of_the_result(payment_service: StandIn) -> None:
    provider = connected(payment_service)
    leads = set()
    for action in ("pay", "fail", "cancel", "later"):
        order = an_order(**ORDER)
        leads.add(press(provider.start(order).redirect_url, action).headers["Location"])
        assert order.success_url in leads
    assert len(leads) == 1


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("VE7K3M9QXT", "VE7K3M9QXT"),
        ("2027/4711.0815 VE", "2027-4711-0815 VE"),
        ("ÄÖÜ<script>", "----script-"),
        ("9" * 40, "9" * 27),
    ],
)
def test_the_purpose_keeps_to_the_places_and_signs_of_the_standard(given: str, sent: str) -> None:
    assert purpose(given) == sent
    assert re.fullmatch(r"[\w\d\s-]{1,27}", purpose(given))


def test_the_request_holds_the_fee_and_no_person() -> None:
    order = an_order(**ORDER)
    sent = payment_request(order, _options(booking_data={"haushaltsstelle": "1.1"}))
    assert sent == payment_request(order, _options(booking_data={"haushaltsstelle": "1.1"}))
    assert datetime.fromisoformat(sent["requestTimestamp"]) + timedelta(hours=1) == order.expires_at.replace(
        microsecond=0
    )
    assert (sent["grosAmount"], sent["requestId"], sent["purpose"]) == (32.45, str(order.payment_id), "VE7K3M9QXT")
    assert [item["totalNetAmount"] for item in sent["items"]] == [29.0, 3.45]
    assert {item["bookingData"]["haushaltsstelle"] for item in sent["items"]} == {"1.1"}
    assert "requestor" not in sent


@pytest.mark.parametrize("changes", [{"currency": "USD"}, {"lines": ()}])
def test_what_the_service_would_not_take_is_not_sent(payment_service: StandIn, changes: dict[str, Any]) -> None:
    with pytest.raises(ProviderRefused):
        connected(payment_service).start(an_order(**ORDER, **changes))
    assert payment_service.world.store.all() == []


def test_a_start_whose_answer_was_lost_finds_its_page_again(payment_service: StandIn) -> None:
    provider, order = connected(payment_service), an_order(**ORDER)
    trouble(payment_service, answers="lost", answers_left="1", calls="POST")
    with pytest.raises(ProviderUnavailable):
        provider.start(order)
    found = provider.start(order)
    [payment] = payment_service.world.store.all()
    assert found.provider_ref == payment["id"]
    assert found.redirect_url.endswith(payment["page"])


def test_where_the_service_does_not_find_it_by_our_number_the_outcome_stays_unknown(payment_service: StandIn) -> None:
    """And the page, whose address nobody was told, ends by itself: no second one is opened for the same payment."""
    provider, order = connected(payment_service), an_order(**ORDER)
    provider.start(order)
    trouble(payment_service, finds_requests="off")
    with pytest.raises(ProviderUnavailable, match="PAYMENT_EXISTS"):
        provider.start(order)
    assert len(payment_service.world.store.all()) == 1


def test_what_the_service_says_no_to_is_ours_to_mend_or_refused(payment_service: StandIn) -> None:
    provider = connected(payment_service)
    with pytest.raises(Misconfigured, match="NO_VALID_ORIGINATOR_OR_ENDPOINT"):
        provider.start(an_order(account="offenbach/nowhere"))
    with pytest.raises(ProviderRefused, match="VALIDATION_ERROR"):
        provider.start(an_order(**ORDER, success_url="javascript:alert(1)"))
    trouble(payment_service, booking_data="kostenstelle")
    with pytest.raises(Misconfigured, match="BOOKING_DATA_MISSING"):
        provider.start(an_order(**ORDER))
    assert connected(payment_service, booking_data={"kostenstelle": "7"}).start(an_order(**ORDER)).redirect_url
    with pytest.raises(Misconfigured):
        provider.start(an_order(account="no account"))


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_whoever_is_not_let_in_has_something_to_mend(payment_service: StandIn, flavour: str) -> None:
    told, kept = options(payment_service, flavour), secrets(payment_service, flavour)
    good = _with(payment_service, told, kept)
    assert good.account(OF_OFFENBACH).pays_out
    others = secrets(payment_service, flavour, user="wiesbaden")
    for wrong in (
        _with(payment_service, told, dict.fromkeys(kept, b"wrong")),
        _with(payment_service, told, {}),
        _with(payment_service, told, others),
        _with(payment_service, {**told, "flavour": "unknown"}, kept),
    ):
        with pytest.raises(Misconfigured):
            wrong.account(OF_OFFENBACH)
    with pytest.raises(Misconfigured, match="FORBIDDEN"):
        good.account("wiesbaden/verpflichtungserklaerung")


def test_without_a_certificate_or_with_one_of_somebody_else_nobody_comes_in(payment_service: StandIn) -> None:
    told = options(payment_service, "certificate")
    untrusting = _with(payment_service, {**told, "trusted": ""}, secrets(payment_service, "certificate"))
    with pytest.raises(Misconfigured, match="certificate"):
        untrusting.account(OF_OFFENBACH)
    basic = {**options(payment_service), "address": told["address"], "trusted": told["trusted"]}
    with pytest.raises((Misconfigured, ProviderUnavailable)):
        _with(payment_service, basic, secrets(payment_service)).account(OF_OFFENBACH)


@pytest.mark.parametrize("fault", ["page", "elsewhere"])
def test_an_address_that_leads_to_a_website_is_told(payment_service: StandIn, fault: str) -> None:
    provider = connected(payment_service)
    trouble(payment_service, answers=fault)
    with pytest.raises((Misconfigured, ProviderUnavailable)):
        provider.start(an_order(**ORDER))


def test_a_slow_service_is_not_waited_for_for_ever(payment_service: StandIn) -> None:
    trouble(payment_service, delay="3")
    with pytest.raises(ProviderUnavailable, match="too_slow"):
        connected(payment_service, seconds=1).start(an_order(**ORDER))


def test_nobody_listening_is_temporary(payment_service: StandIn) -> None:
    with pytest.raises(ProviderUnavailable):
        connected(payment_service, address="http://127.0.0.1:9/x").start(an_order(**ORDER))


@pytest.mark.parametrize(
    "spoiled",
    [
        {"status": "SOMETHING"},
        {"transactionId": "another"},
        {"transactionId": 5},
        {"transactionRedirectUrl": "javascript:alert(1)"},
        {"transactionRedirectUrl": "http://elsewhere.example/"},
        {"transactionRedirectUrl": "https://user@elsewhere.example/"},
        {"grosAmount": "29.00"},
        {"grosAmount": True},
        {"grosAmount": 29.001},
        {"grosAmount": None},
        {"currency": None},
        {"requestTimestamp": "gestern"},
    ],
)
def test_an_answer_that_makes_no_sense_is_no_answer(
    payment_service: StandIn, spoiled: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from infra.standins.xbezahldienste import payments

    provider = connected(payment_service)
    started, true = provider.start(an_order(**ORDER)), payments.shown

    def shown(world: Any, payment: Any) -> dict[str, Any]:
        told = true(world, payment)
        return {name: {key: spoiled.get(key, value) for key, value in part.items()} for name, part in told.items()}

    monkeypatch.setattr(payments, "shown", shown)
    with pytest.raises(ProviderUnavailable, match="no sense"):
        provider.fetch(started.provider_ref, account=OF_OFFENBACH)


def test_another_amount_is_told_as_it_is(payment_service: StandIn) -> None:
    provider = connected(payment_service)
    started = provider.start(an_order(**ORDER))
    press(started.redirect_url, "pay")
    trouble(payment_service, amount="1.00")
    assert provider.fetch(started.provider_ref, account=OF_OFFENBACH).amount_cents == 100


def test_an_answer_about_another_payment_opens_nothing(payment_service: StandIn) -> None:
    provider, order = connected(payment_service), an_order(**ORDER)
    provider.start(order)
    with payment_service.world.store.work():
        [payment] = payment_service.world.store.all()
        payment["asked"]["requestId"] = "somebody-elses"
        payment_service.world.store.put(payment)
    with pytest.raises(ProviderUnavailable):
        provider.start(order)


def test_the_options_are_refused_where_they_cannot_work(payment_service: StandIn) -> None:
    good = options(payment_service, "oauth2")
    assert Options.model_validate(good).page_minutes == 60
    for wrong in (
        {"address": "http://epay.example/api"},
        {"address": "https://user:word@epay.example/api"},
        {"token_address": ""},
        {"user": ""},
        {"user": "a:b"},
        {"secret": "Klartext!"},
        {"secret": ""},
        {"trusted": "no certificate"},
        {"page_minutes": 5},
        {"unknown": 1},
        {"flavour": "certificate"},
    ):
        with pytest.raises(ValidationError):
            Options.model_validate({**good, **wrong})


def test_the_standins_page_shows_what_there_is_and_how_to_sign_in(payment_service: StandIn) -> None:
    started = connected(payment_service).start(an_order(**ORDER))
    html = requests.get(payment_service.page, timeout=10).text
    assert "VE7K3M9QXT" in html
    assert payment_service.world.password("offenbach") in html
    assert "32,45&nbsp;€" in requests.get(started.redirect_url, timeout=10).text


def test_the_other_citys_number_is_no_way_to_its_payment(payment_service: StandIn) -> None:
    theirs = XBezahldienste(
        lambda _provider, account: Connection(
            account, options(payment_service, user="wiesbaden"), secrets(payment_service, user="wiesbaden").__getitem__
        )
    )
    order = replace(an_order(), account="wiesbaden/verpflichtungserklaerung")
    started = theirs.start(order)
    for number in (started.provider_ref, str(order.payment_id)):
        with pytest.raises(ProviderRefused):
            connected(payment_service).fetch(number, account=OF_OFFENBACH)
