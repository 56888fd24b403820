"""Our requests and the stand-in's answers against the description of XBezahldienste, which lies outside the repository."""

from __future__ import annotations

import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from jsonschema import Draft202012Validator

from billing.providers.xbezahldienste.options import Options
from billing.providers.xbezahldienste.request import payment_request
from infra.standins.xbezahldienste.server import StandIn
from tests.contract.billing.payment_service import OF_OFFENBACH, bank_says, connected, press, trouble
from tests.contract.billing.standin import an_order

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "standards" / "payment"


@pytest.fixture(scope="module", autouse=True)
def described() -> None:
    if not list(FOLDER.glob("*.openapi.yaml")):
        warnings.warn("NOTHING OF XBEZAHLDIENSTE WAS VALIDATED: no description", UserWarning, stacklevel=1)
        pytest.skip("NOTHING OF XBEZAHLDIENSTE WAS VALIDATED: its description is not at hand")


@cache
def _document() -> dict[str, Any]:
    [path] = FOLDER.glob("*.openapi.yaml")
    return dict(yaml.safe_load(path.read_text("utf-8")))


def problems(name: str, content: Any) -> list[str]:
    components = _document()["components"]
    schema = {"$ref": f"#/components/schemas/{name}", "components": components}
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(content)]


def _unknown(name: str, content: dict[str, Any]) -> set[str]:
    return set(content) - set(_document()["components"]["schemas"][name]["properties"])


def _get(standin: StandIn, path: str) -> requests.Response:
    known = ("offenbach", standin.world.password("offenbach"))
    return requests.get(f"{standin.address('basic')}/{path}", auth=known, timeout=10)


@pytest.mark.parametrize("reference", ["VE7K3M9QXT", "2027/4711.0815 äöü", "9" * 40])
def test_what_we_send_fits(reference: str) -> None:
    order = an_order(account=OF_OFFENBACH, cash_reference=reference)
    told = {"flavour": "basic", "address": "https://epay.example/api", "user": "kasse", "secret": "kasse"}
    sent = payment_request(order, Options.model_validate({**told, "booking_data": {"x": "y"}}))
    assert problems("PaymentRequest", sent) == []
    assert _unknown("PaymentRequest", sent) == set()
    assert [_unknown("Item", item) for item in sent["items"]] == [set(), set()]


@pytest.mark.parametrize("action", ["", "pay", "fail", "cancel", "later"])
def test_what_the_standin_answers_fits(payment_service: StandIn, action: str) -> None:
    started = connected(payment_service).start(an_order(account=OF_OFFENBACH))
    if action:
        press(started.redirect_url, action)
    told = _get(payment_service, f"paymenttransaction/{OF_OFFENBACH}/{started.provider_ref}").json()
    assert problems("PaymentTransaction", told) == []
    assert _unknown("PaymentInformation", told["paymentInformation"]) == set()
    assert ("transactionRedirectUrl" in told["paymentInformation"]) == (action == "")


def test_only_what_newer_services_send_is_outside_the_description(payment_service: StandIn) -> None:
    started = connected(payment_service).start(an_order(account=OF_OFFENBACH))
    press(started.redirect_url, "pay")
    bank_says(payment_service, "book", started.provider_ref)
    told = _get(payment_service, f"paymenttransaction/{OF_OFFENBACH}/{started.provider_ref}").json()
    [problem] = problems("PaymentTransaction", told)
    assert "'BOOKED' is not one of" in problem


def test_its_problems_fit(payment_service: StandIn) -> None:
    for path, status in (
        (f"paymenttransaction/{OF_OFFENBACH}/unknown", 404),
        ("paymenttransaction/offenbach/nowhere/x", 400),
        ("status/wiesbaden/verpflichtungserklaerung", 403),
    ):
        answer = _get(payment_service, path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
        assert problems("Problem", answer.json()) == []
    trouble(payment_service, answers="unspecified")
    assert problems("Problem", _get(payment_service, f"status/{OF_OFFENBACH}").json()) == []


def test_the_validator_can_say_no() -> None:
    assert problems("PaymentRequest", {"grossAmount": 29})
    assert problems("Problem", {"functionalCode": "NO_IDEA"})
