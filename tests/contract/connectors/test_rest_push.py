"""Push to a city's own system: what each of its answers means, and that nobody arrives twice or under a wrong name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from infra.standins.receiver.server import KEY_ID
from tests.contract.connectors import receiver
from tests.contract.connectors.receiver import SECRET, faults
from tests.support.secrets import keep_secret

KEY = "0f" * 16
BODY = b'<?xml version="1.0"?><a test="true"/>'


@pytest.fixture(autouse=True)
def bound(offenbach: Any) -> Iterator[None]:
    from tenants.binding import bind

    with bind(offenbach):
        keep_secret("receiver-key", SECRET)
        yield


@pytest.fixture
def standin(tmp_path: Path) -> Iterator[Any]:
    with receiver.running(tmp_path / "receiver") as running:
        yield running


def message(body: bytes = BODY) -> Any:
    from connectors.base import OutgoingMessage

    return OutgoingMessage("11111111-1111-4111-8111-111111111111", "130201", "0123456789AB", body, b"%PDF-1.7")


def options(standin: Any, **changes: Any) -> Any:
    from connectors.adapters.rest_push.options import PushOptions

    return PushOptions.model_validate(receiver.options(standin, **changes))


def push(standin: Any, key: str = KEY, **changes: Any) -> Any:
    """The receipt, or (kind of error, code)."""
    from connectors.base import DeliveryError
    from connectors.registry import connector

    try:
        return connector("rest_push").deliver(message(), options(standin, **changes), idempotency_key=key)
    except DeliveryError as error:
        return type(error).__name__, error.code


def find(standin: Any, key: str = KEY) -> Any:
    from connectors.base import DeliveryError
    from connectors.registry import connector

    try:
        return connector("rest_push").find(options(standin), idempotency_key=key)
    except DeliveryError as error:
        return type(error).__name__, error.code


def arrived(standin: Any) -> list[tuple[str, int]]:
    return [(one["key"], one["posts"]) for one in standin.world.store.all()]


def test_a_message_arrives_whole_and_its_number_there_is_the_receipt(standin: Any) -> None:
    from connectors.base import Receipt

    assert push(standin) == Receipt("EINGANG-000001", answer="accepted", sent_bytes=len(BODY))
    [kept] = standin.world.store.all()
    assert (kept["body"], kept["content_type"], kept["kind"]) == (BODY, "application/xml", "130201")


def test_the_same_key_again_is_answered_with_the_same_receipt_and_kept_once(standin: Any) -> None:
    first, again = push(standin), push(standin)
    assert (first.reference, first.final) == (again.reference, again.final)
    assert arrived(standin) == [(KEY, 2)]


def test_a_package_holds_the_message_the_summary_and_a_list_and_is_the_same_each_time(standin: Any) -> None:
    import io
    import json
    import zipfile

    assert push(standin, content="package").final
    [kept] = standin.world.store.all()
    package = zipfile.ZipFile(io.BytesIO(kept["body"]))
    assert package.namelist() == ["manifest.json", "message.xml", "summary.pdf"]
    assert package.read("message.xml") == BODY
    assert json.loads(package.read("manifest.json"))["test"] is True
    from connectors.package import package_of

    assert package_of(message(), KEY) == kept["body"]


@pytest.mark.parametrize(
    ("fault", "kind", "code", "kept"),
    [
        ("error", "Temporary", "system_error", 0),
        ("limited", "Temporary", "system_error", 0),
        ("dead", "Temporary", "no_answer", 0),
        ("silent", "Temporary", "no_answer", 0),
        ("page", "Temporary", "answer_senseless", 0),
        ("nonsense", "Temporary", "answer_senseless", 1),
        ("foreign", "Temporary", "answer_senseless", 1),
        ("half", "Temporary", "no_answer", 1),
        ("lost", "Temporary", "no_answer", 1),
        ("huge", "Temporary", "too_large", 1),
        ("slow", "Temporary", "no_answer", 1),
        ("elsewhere", "Misconfigured", "address_wrong", 0),
        ("wrong_key", "Misconfigured", "credentials_refused", 0),
        ("rejects", "Rejected", "not_competent", 0),
    ],
)
def test_every_trouble_is_one_of_three_errors_and_mended_nothing_is_there_twice(
    standin: Any, fault: str, kind: str, code: str, kept: int
) -> None:
    from connectors.base import Receipt

    faults(standin, answers=fault)
    assert push(standin, seconds=1) == (kind, code)
    assert len(arrived(standin)) == kept
    faults(standin, answers="normal")
    assert isinstance(push(standin), Receipt)
    assert len(arrived(standin)) == 1


def test_what_became_of_a_lost_answer_can_be_asked(standin: Any) -> None:
    assert find(standin) is None
    faults(standin, answers="lost", answers_left="1")
    assert push(standin)[0] == "Temporary"
    assert find(standin).reference == "EINGANG-000001"


@pytest.mark.parametrize("fault", ["page", "nonsense", "error", "wrong_key", "elsewhere", "foreign"])
def test_only_a_clear_word_counts_as_nothing_arrived(standin: Any, fault: str) -> None:
    faults(standin, answers=fault)
    assert find(standin)[0] in ("Temporary", "Misconfigured")


def test_who_decides_later_is_followed_until_the_word_comes(standin: Any) -> None:
    from connectors.base import Fate, Followed
    from connectors.registry import connector

    faults(standin, authority="waits")
    receipt = push(standin)
    assert (receipt.reference, receipt.final) == (f"/eingang/{KEY}/stand", False)
    adapter = connector("rest_push")
    assert adapter.follow(receipt.reference, options(standin)) == Followed(Fate.WAITING)
    assert push(standin).reference == receipt.reference
    standin.world.store.decide(KEY, "rejected", "not_competent")
    assert adapter.follow(receipt.reference, options(standin)) == Followed(Fate.REJECTED, ("not_competent",))
    assert push(standin) == ("Rejected", "not_competent")
    standin.world.store.decide(KEY, "accepted")
    assert adapter.follow(receipt.reference, options(standin)) == Followed(Fate.ACCEPTED)
    assert find(standin).final


def test_a_ready_system_is_told_from_one_that_does_not_know_us(standin: Any) -> None:
    from connectors.base import Misconfigured
    from connectors.registry import connector

    connector("rest_push").check(options(standin))
    keep_secret("receiver-key", b"another secret that is long enough")
    with pytest.raises(Misconfigured, match="credentials_refused"):
        connector("rest_push").check(options(standin))
    assert push(standin) == ("Misconfigured", "credentials_refused")
    assert arrived(standin) == []


@pytest.mark.parametrize(("value", "code"), [(None, "secret_missing"), (b"short", "secret_too_short")])
def test_a_secret_that_is_no_secret_pauses(standin: Any, value: bytes | None, code: str) -> None:
    if value is not None:
        keep_secret("receiver-key", value)
    assert push(standin, secret="receiver-key" if value else "nobody-kept-it") == ("Misconfigured", code)


def test_an_old_or_repeated_request_is_not_let_in(standin: Any) -> None:
    """What somebody recorded on the way is worth nothing: neither later nor a second time."""
    from connectors.adapters.rest_push.signing import SigningKey, signed
    from kernel.http import Manner, call

    key = SigningKey(KEY_ID, SECRET)
    now = datetime.now(UTC)
    old = signed("GET", standin.url, {}, key=key, at=now - timedelta(minutes=6))
    assert call("GET", standin.url, seconds=2, manner=Manner(old)).status == 401
    fresh = signed("GET", standin.url, {}, key=key, at=now)
    assert call("GET", standin.url, seconds=2, manner=Manner(fresh)).status == 200
    assert call("GET", standin.url, seconds=2, manner=Manner(fresh)).status == 401


def test_a_changed_content_does_not_fit_the_signature(standin: Any) -> None:
    from connectors.adapters.rest_push.signing import SigningKey, digest_of, signed
    from kernel.http import Manner, call

    headers = {"Content-Type": "application/xml", "Content-Digest": digest_of(BODY), "Idempotency-Key": KEY}
    made = signed("POST", standin.url, headers, key=SigningKey(KEY_ID, SECRET), at=datetime.now(UTC))
    made.pop("Content-Type")
    for body, changes in ((b"<b/>", {}), (BODY, {"Idempotency-Key": "1" * 32})):
        answer = call("POST", standin.url, seconds=2, raw_body=("application/xml", body), manner=Manner(made | changes))
        assert answer.status == 401
    assert arrived(standin) == []


def test_our_certificate_opens_a_system_that_asks_for_one(tmp_path: Path) -> None:
    from infra.standins.common import certificates

    certificates.make(tmp_path, {"zusage": "geheim"})
    with receiver.running(tmp_path / "receiver", tls=certificates.context(tmp_path, mutual=True)) as standin:
        keep_secret("client-certificate", (tmp_path / "client-zusage.p12").read_bytes())
        keep_secret("client-passphrase", b"geheim")
        trusted = (tmp_path / "authority.pem").read_text()
        known = {"key_id": "", "secret": "", "trusted": trusted}
        ours = {**known, "certificate": "client-certificate", "passphrase": "client-passphrase"}
        assert push(standin, **ours).reference == "EINGANG-000001"
        assert push(standin, **{**ours, "trusted": ""}) == ("Misconfigured", "certificate_refused")
        keep_secret("client-passphrase", b"falsch")
        assert push(standin, **ours) == ("Misconfigured", "certificate_unusable")
        assert push(standin, trusted=trusted)[0] in ("Misconfigured", "Temporary")  # a signature alone does not get in
        assert len(arrived(standin)) == 1


def test_where_it_may_not_call_is_refused_before_anything_is_sent(standin: Any, settings: Any) -> None:
    from connectors.adapters.rest_push.options import PushOptions

    known = {"key_id": "k", "secret": "s"}
    for address in (
        "http://city.example/",
        "https://u:p@city.example/",
        "https://city.example/?a=1",
        "ftp://city.example/",
    ):
        with pytest.raises(ValidationError):
            PushOptions.model_validate({"address": address, **known})
    settings.SECURE = True
    for address in ("http://localhost:1/", "https://127.0.0.1/"):
        with pytest.raises(ValidationError):
            PushOptions.model_validate({"address": address, **known})
    for changes in ({}, {"key_id": "k"}, {"certificate": "c", "address": "http://localhost/"}):
        with pytest.raises(ValidationError):
            PushOptions.model_validate({"address": "https://city.example/", **changes})


def test_a_private_network_is_called_only_where_the_operator_lets_us(settings: Any) -> None:
    from kernel import http

    class Somewhere:
        def __init__(self, place: str) -> None:
            self.sock = self
            self.place = place

        def getpeername(self) -> tuple[str, int]:
            return self.place, 443

    from connectors.networks import networks

    def refused(place: str) -> bool:
        try:
            http._refuse_odd_places(Somewhere(place), "city.example", networks())  # type: ignore[arg-type]  # half a response is enough here
        except http.CallFailed:
            return True
        return False

    inside = ("10.20.0.7", "192.168.1.1", "172.16.0.1", "100.64.0.1", "fd00::1", "::ffff:10.20.0.7")
    assert all(refused(place) for place in inside)
    assert not refused("8.8.8.8")
    settings.DELIVERY_NETWORKS = ["10.20.0.0/16"]
    assert [place for place in inside if not refused(place)] == ["10.20.0.7", "::ffff:10.20.0.7"]
    assert refused("169.254.169.254")
    assert refused("127.0.0.1")


@pytest.mark.parametrize(
    "status_url",
    [
        "https://elsewhere.example/x",
        "//elsewhere.example/x",
        "/eingang/../geheim",
        "/a?b=c",
        "",
        None,
        7,
        "/" + "x" * 200,
    ],
)
def test_a_status_address_leads_nowhere_else(status_url: Any) -> None:
    import json

    from connectors.adapters.rest_push.answers import receipt_of
    from connectors.base import Temporary
    from kernel.http import Answer

    body = json.dumps({"idempotency_key": KEY, "state": "waiting", "status_url": status_url}).encode()
    with pytest.raises(Temporary, match="answer_senseless"):
        receipt_of(Answer(202, "application/json", body), key=KEY, base="https://city.example/eingang")


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, "invalid_message", "Rejected invalid_message"), (422, "Herr Müller fehlt", "Rejected refused_by_system"),
        (413, "", "Rejected too_large"), (400, "", "Misconfigured not_our_interface"),
        (403, "", "Misconfigured credentials_refused"), (404, "", "Misconfigured address_wrong"),
        (400, "not_set_up", "Misconfigured credentials_refused"), (409, "", "Temporary delivery_in_progress"),
        (408, "", "Temporary system_error"), (503, "invalid_message", "Temporary system_error"),
    ],
)  # fmt: skip
def test_the_rules_for_every_no(status: int, code: str, expected: str) -> None:
    import json

    from connectors.adapters.rest_push.answers import receipt_of
    from connectors.base import DeliveryError
    from kernel.http import Answer

    kind = "application/problem+json" if code else "text/html"
    with pytest.raises(DeliveryError) as error:
        receipt_of(Answer(status, kind, json.dumps({"code": code}).encode()), key=KEY, base="https://city.example")
    assert f"{type(error.value).__name__} {error.value.code}" == expected


def test_no_error_shows_a_secret_or_the_content(standin: Any) -> None:
    from connectors.adapters.rest_push.signing import SigningKey

    assert "0123" not in repr(SigningKey("k", SECRET))
    assert SECRET.decode() not in repr(options(standin))
