"""Metadata against the official schema, which lies outside the repository; and what is sealed can be opened again."""

from __future__ import annotations

import json
import warnings
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from infra.standins.fitconnect import jose
from infra.standins.fitconnect.server import StandIn
from tests.contract.connectors import authority
from tests.contract.connectors.fit_connect.sender import Sender, message

SCHEMA = Path(__file__).resolve().parents[5] / "shared" / "standards" / "fit-connect" / "metadata-2.1.0.schema.json"
METHODS = {
    "card": "CREDITCARD",
    "paypal": "PAYPAL",
    "invoice": "INVOICE",
    "wero": "OTHER",
    "cash": "OTHER",
    "sepa_debit": "OTHER",
}


@cache
def _validator() -> Any:
    return Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")), format_checker=FormatChecker())


def _problems(told: dict[str, Any]) -> list[str]:
    if not SCHEMA.is_file():
        warnings.warn("NO METADATA WAS VALIDATED: the schema is not at hand", UserWarning, stacklevel=1)
        pytest.skip("NO METADATA WAS VALIDATED: the schema of FIT-Connect is not at hand")
    return [f"{error.json_path}: {error.message}" for error in _validator().iter_errors(json.loads(json.dumps(told)))]


def _fee(method: str = "card", reference: str = "KZ-2026-000123", cents: int = 2900) -> Any:
    from connectors.base import PaidFee

    return PaidFee(cents, reference, method, datetime(2026, 11, 22, 9, 10, tzinfo=UTC))


def _metadata(sent: Any, **changes: Any) -> dict[str, Any]:
    from connectors.adapters.fit_connect.metadata import metadata
    from connectors.adapters.fit_connect.options import FitConnectOptions

    told = {"environment": "test", "client_id": "offenbach", "secret": "fit-connect", "destination": str(uuid4())}
    return metadata(sent, FitConnectOptions.model_validate(told | changes), attachment_id=str(uuid4()))


@pytest.mark.parametrize("changes", [{}, {"reply_channel": "email", "reply_email": "abh@offenbach.example"}])
@pytest.mark.parametrize("method", [*METHODS, ""])
def test_metadata_are_valid(method: str, changes: dict[str, Any]) -> None:
    sent = message(fee=_fee(method) if method else None, summary=b"%PDF" if method != "cash" else b"")
    assert _problems(_metadata(sent, **changes)) == []


@pytest.mark.parametrize(("method", "told"), METHODS.items())
def test_a_paid_fee_is_booked_by_the_way_it_was_paid(method: str, told: str) -> None:
    payment = _metadata(message(fee=_fee(method)))["paymentInformation"]
    assert (payment["status"], payment["paymentMethod"]) == ("BOOKED", told)
    assert payment.get("paymentMethodDetail") == (method if told == "OTHER" else None)


@given(
    reference=st.text(max_size=80),
    method=st.text(max_size=50),
    cents=st.integers(0, 500_000),
    body=st.binary(max_size=50),
)
@settings(max_examples=60, deadline=None)
def test_whatever_a_provider_calls_its_payments_metadata_stay_valid(
    reference: str, method: str, cents: int, body: bytes
) -> None:
    told = _metadata(message(fee=_fee(method, reference, cents), body=body))
    wrong = [
        problem for problem in _problems(told) if "multiple of" not in problem
    ]  # 29.01 is none in binary fractions
    assert wrong == []


def test_no_fee_no_payment_and_nothing_about_a_person() -> None:
    told = _metadata(message(fee=_fee(cents=0)))
    assert "paymentInformation" not in told
    assert "replyChannel" not in told
    assert "Erika" not in json.dumps(told)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: Any) -> Any:
    from connectors.adapters.fit_connect.keys import Purpose, usable
    from infra.standins.fitconnect.keys import load

    folder = tmp_path_factory.mktemp("keys")
    made = load(authority.key_folder(folder))
    public = made.public("destination")
    key = usable(public, Purpose.ENCRYPT, kid="destination", trusted=made.authority, wants_certificate=True)
    return key, made.private["destination"]


@given(content=st.binary(max_size=3000))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_sealed_is_opened_by_the_authority_alone_and_every_change_is_noticed(keys: Any, content: bytes) -> None:
    from connectors.adapters.fit_connect.envelope import encrypted, tag_of

    public, private = keys
    sealed, again = (encrypted(content, public, "application/xml") for _ in range(2))
    assert jose.open_jwe(sealed, private) == content
    assert tag_of(sealed) == sealed.split(".")[4] != tag_of(again)
    head, *rest = sealed.split(".")
    parts = again.split(".")
    for number in range(4):
        mixed = [head, *rest]
        mixed[number + 1] = parts[number + 1]
        if mixed != [head, *rest]:
            with pytest.raises(jose.Unreadable):
                jose.open_jwe(".".join(mixed), private)


def test_a_large_message_goes_through(sender: Sender, standin: StandIn) -> None:
    sender.deliver(sent=message(body=b"<a>" + b"x" * 12_000_000 + b"</a>"))
    assert len(sender.read()["data"]) == 12_000_007
