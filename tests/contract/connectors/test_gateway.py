"""The gateway behind SFTP: real connections, and a server that makes trouble."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

import pytest
from pydantic import ValidationError

from infra.standins.sftp.server import StandIn
from tests.contract.connectors.conftest import server_of
from tests.contract.connectors.test_every_connector import KEY, message
from tests.support.secrets import keep_secret

NAME = f"0123456789AB_{KEY}.zip"


@pytest.fixture
def city(sftp: StandIn, offenbach: Any) -> Iterator[StandIn]:
    """Offenbach is bound, and its private key is kept."""
    from tenants.binding import bind

    with bind(offenbach):
        keep_secret("gateway", sftp.world.key("offenbach").export_private_key())
        yield sftp


def options(sftp: StandIn, *, server: dict[str, Any] | None = None, **changes: Any) -> Any:
    from connectors.adapters.gateway.options import GatewayOptions

    given = {"server": server_of(sftp, **(server or {})), "seconds": 8, **changes}
    return GatewayOptions.model_validate(given)


def gateway() -> Any:
    from connectors.registry import connector

    return connector("gateway")


def deliver(sftp: StandIn, key: str = KEY, *, told: Any = None, **changes: Any) -> Any:
    return gateway().deliver(told or message(), options(sftp, **changes), idempotency_key=key)


def seen(sftp: StandIn, folder: str = "out") -> list[str]:
    return sorted(path.name for path in (sftp.world.home("offenbach") / folder).iterdir())


def refused(kind: str, call: Callable[[], Any]) -> str:
    """The code of the error of that kind, which has to be raised."""
    from connectors import base

    with pytest.raises(getattr(base, kind)) as raised:
        call()
    return str(raised.value.code)


def test_one_package_appears_with_all_that_the_gateway_needs(city: StandIn) -> None:
    receipt = deliver(city)
    assert (receipt.reference, receipt.final) == (NAME, False)
    assert seen(city) == [NAME]
    packed = (city.world.home("offenbach") / "out" / NAME).read_bytes()
    assert receipt.sent_bytes == len(packed)
    with zipfile.ZipFile(io.BytesIO(packed)) as package:
        assert package.namelist() == ["message.xml", "summary.pdf", "addressing.json"]
        assert package.read("message.xml") == message().body
        told = json.loads(package.read("addressing.json"))
    assert told["sender"] == {"directory": "DVDV", "prefix": "alp", "identifier": "alp:1", "name": "Portal"}
    assert told["receiver"]["identifier"] == "azr:030600"
    assert told["service"] == "xauslaender2611OZGPORTALABH"
    assert (told["message_type"], told["key"], told["correlation"]) == ("130201", KEY, "0123456789AB")
    assert told["test"] is True
    assert told["files"][0] == {
        "name": "message.xml", "media_type": "application/xml", "bytes": len(message().body),
        "sha256": sha256(message().body).hexdigest(),
    }  # fmt: skip


def test_a_message_without_summary_and_with_an_answer(city: StandIn) -> None:
    deliver(city, told=replace(message(), summary=b"", message_type="130103", answers="22222222"), service="other:1")
    [addressing] = city.gateway.take("offenbach")
    assert [each["name"] for each in addressing["files"]] == ["message.xml"]
    assert (addressing["answers"], addressing["service"]) == ("22222222", "other:1")
    assert seen(city, "receipts") == [f"{KEY}.receipt"]


def test_a_message_that_names_nobody_is_refused(city: StandIn) -> None:
    for body in (b"<a/>", b"no xml", message().body.replace(b"azr:030600", b"")):
        told = replace(message(), body=body)
        assert refused("Rejected", partial(deliver, city, told=told)) == "not_addressed"


def test_a_package_above_the_limit_is_refused(city: StandIn) -> None:
    noise = b"".join(sha256(str(number).encode()).digest() for number in range(40_000))
    told = replace(message(), summary=noise)
    assert refused("Rejected", lambda: deliver(city, told=told, most_megabytes=1)) == "too_large"


def test_what_the_gateway_took_is_not_handed_over_again(city: StandIn) -> None:
    first = deliver(city)
    city.gateway.take("offenbach", silently=True)
    assert deliver(city) == first
    assert seen(city) == []
    assert len(city.gateway.taken("offenbach")) == 1


def test_a_receipt_is_enough_to_know_even_without_a_ledger(city: StandIn) -> None:
    import shutil

    deliver(city)
    city.gateway.take("offenbach")
    shutil.rmtree(city.world.home("offenbach") / ".zusage")
    assert deliver(city).reference == NAME
    assert seen(city) == []


@pytest.mark.parametrize("fault", ["half", "lost", "full", "no_rename"])
@pytest.mark.parametrize("at_step", [1, 2, 3])
def test_whatever_breaks_off_it_is_there_once_after_the_next_try(city: StandIn, fault: str, at_step: int) -> None:
    """The fault hits for so many steps in a row; each is another try."""
    from connectors.base import DeliveryError

    city.world.set_fault(fault, times=at_step)
    broken: list[str] = []
    for _ in range(6):
        try:
            receipt = deliver(city)
            break
        except DeliveryError as error:
            broken.append(error.code)
            city.gateway.take("offenbach", silently=True)
    assert receipt.reference == NAME
    assert broken
    assert set(broken) <= {"no_answer", "file_system", "not_writable", "upload_incomplete"}
    city.gateway.take("offenbach", silently=True)
    assert len(city.gateway.taken("offenbach")) == 1
    assert seen(city, ".zusage/parts") in ([], [name for name in seen(city, ".zusage/parts") if fault == "lost"])


def test_half_of_it_never_stands_under_its_name(city: StandIn) -> None:
    city.world.set_fault("half")
    assert refused("Temporary", lambda: deliver(city)) == "no_answer"
    assert seen(city) == []
    assert len(seen(city, ".zusage/parts")) == 1


def test_many_workers_with_one_key_hand_over_once(city: StandIn, offenbach: Any) -> None:
    from tenants.binding import bind

    told: list[Any] = []

    def work() -> None:
        from django.db import connection

        try:
            with bind(offenbach):
                told.append(deliver(city).reference)
        except Exception as error:
            told.append(error)
        finally:
            connection.close()

    taker_ends = threading.Event()

    def take() -> None:
        while not taker_ends.wait(0.005):
            city.gateway.take("offenbach", silently=True)

    taker = threading.Thread(target=take)
    taker.start()
    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    taker_ends.set()
    taker.join()
    city.gateway.take("offenbach", silently=True)
    assert len(city.gateway.taken("offenbach")) == 1
    assert NAME in told


def test_a_server_without_extensions_will_do(city: StandIn) -> None:
    city.world.set_fault("no_posix_rename")
    gateway().check(options(city))
    assert deliver(city) == deliver(city)
    assert seen(city) == [NAME]


def test_asked_before_repeating_it_tells_what_arrived(city: StandIn) -> None:
    from connectors.base import Receipt

    def find() -> Any:
        return gateway().find(options(city), idempotency_key=KEY)

    assert find() is None
    city.world.set_fault("no_rename", times=2)
    assert refused("Misconfigured", lambda: deliver(city)) == "not_writable"
    assert find() is None
    city.world.set_fault("lost", times=1)
    assert refused("Temporary", lambda: deliver(city)) == "no_answer"
    found = find()
    assert isinstance(found, Receipt)
    assert found == deliver(city)


def test_receipts_are_read_back(city: StandIn) -> None:
    from connectors.base import Fate, Followed

    receipt = deliver(city).reference

    def follow() -> Any:
        return gateway().follow(receipt, options(city))

    assert follow() == Followed(Fate.WAITING)
    city.gateway.answer("offenbach", KEY, codes=["address_unknown", "Herr Müller"])
    assert follow() == Followed(Fate.REJECTED, ("address_unknown",))
    city.gateway.answer("offenbach", KEY)
    assert follow() == Followed(Fate.ACCEPTED)


@pytest.mark.parametrize(
    "content", [b"", b"ok", b"[]", b'{"key": "another"}', b"x" * 20_000, b"\xff\xfe", b"[" * 9_000]
)
def test_a_receipt_without_form_is_not_believed(city: StandIn, content: bytes) -> None:
    receipt = deliver(city).reference
    (city.world.home("offenbach") / "receipts" / f"{KEY}.receipt").write_bytes(content)
    assert refused("Temporary", lambda: gateway().follow(receipt, options(city))) == "receipt_unreadable"


def test_without_receipts_the_hand_over_counts(city: StandIn) -> None:
    assert deliver(city, receipts=False).final is True


def test_messages_come_back_and_are_put_aside_once_kept(city: StandIn) -> None:
    chosen = options(city)
    for number in ("2", "1"):
        city.gateway.bring("offenbach", f"<a>{number}</a>".encode(), name=f"{number}.xml")
    (city.world.home("offenbach") / "in" / ".3.xml.part").write_bytes(b"half")
    (city.world.home("offenbach") / "in" / "readme.txt").write_bytes(b"no message")
    collected = gateway().collect(chosen, "")
    assert [each.body for each in collected.messages] == [b"<a>1</a>", b"<a>2</a>"]
    assert gateway().collect(chosen, collected.cursor) == collected
    gateway().acknowledge(chosen, (collected.messages[0].external_id,))
    gateway().acknowledge(chosen, (collected.messages[0].external_id,))
    assert [each.body for each in gateway().collect(chosen, "").messages] == [b"<a>2</a>"]
    [kept] = seen(city, "done")
    assert kept.endswith("_1.xml")


def test_a_name_that_is_used_again_is_another_message(city: StandIn) -> None:
    chosen = options(city)
    city.gateway.bring("offenbach", b"<a>1</a>")
    [first] = gateway().collect(chosen, "").messages
    city.gateway.bring("offenbach", b"<a>2</a>")
    gateway().acknowledge(chosen, (first.external_id,))
    [second] = gateway().collect(chosen, "").messages
    assert second.body == b"<a>2</a>"
    assert second.external_id != first.external_id
    gateway().acknowledge(chosen, (second.external_id,))
    assert gateway().collect(chosen, "").messages == ()


def test_a_file_that_is_too_large_comes_as_no_message_and_blocks_nobody(
    city: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from connectors.adapters.gateway import inbox

    monkeypatch.setattr(inbox, "LARGEST", 1_000)
    city.gateway.bring("offenbach", b"<a>" + b"x" * 2_000, name="a.xml")
    city.gateway.bring("offenbach", b"<b/>", name="b.xml")
    found = gateway().collect(options(city), "").messages
    assert [each.body for each in found] == [b"too large: 2003 bytes", b"<b/>"]
    gateway().acknowledge(options(city), tuple(each.external_id for each in found))
    assert len(seen(city, "done")) == 2
    assert seen(city, "in") == []


def test_another_host_key_is_not_spoken_to(city: StandIn) -> None:
    chosen = options(city)
    city.show_host_key("other-host")
    for call in (lambda: gateway().check(chosen), lambda: gateway().collect(chosen, "")):
        assert refused("Misconfigured", call) == "host_key_changed"
    both = options(city, server={"host_keys": [city.world.host_line(), city.world.host_line("other-host")]})
    gateway().check(both)


def test_signing_in_with_a_password(city: StandIn) -> None:
    keep_secret("word", city.world.password("offenbach").encode())
    deliver(city, server={"sign_in": "password", "secret": "word"})
    assert seen(city) == [NAME]


@pytest.mark.parametrize(
    ("server", "code"),
    [
        ({"secret": "not-kept"}, "secret_missing"),
        ({"secret": "gateway", "user": "wiesbaden"}, "credentials_refused"),
        ({"secret": "word", "sign_in": "password"}, "credentials_refused"),
        ({"secret": "word"}, "key_unusable"),
        ({"secret": "wrapped"}, "key_unusable"),
    ],
)
def test_what_does_not_let_us_in(city: StandIn, server: dict[str, Any], code: str) -> None:
    keep_secret("word", b"no key at all")
    wrapped = city.world.key("offenbach").export_private_key("pkcs8-pem", passphrase="secret")
    keep_secret("wrapped", wrapped)
    assert refused("Misconfigured", lambda: gateway().check(options(city, server=server))) == code
    assert refused("Misconfigured", lambda: deliver(city, server=server)) == code


def test_another_citys_secret_is_not_found(city: StandIn, wiesbaden: Any) -> None:
    from tenants.binding import bind

    chosen = options(city)
    with bind(wiesbaden):
        assert refused("Misconfigured", lambda: gateway().check(chosen)) == "secret_missing"


def test_a_folder_that_is_not_there_is_not_made(city: StandIn) -> None:
    """A mistyped folder would take cases that nobody ever looks at."""
    (city.world.home("offenbach") / "in").rmdir()
    assert refused("Misconfigured", lambda: gateway().check(options(city))) == "folder_missing"
    gateway().check(options(city, way_back=False))
    assert refused("Misconfigured", lambda: deliver(city, folder="mistyped")) == "folder_missing"


@pytest.mark.parametrize(("fault", "code"), [("dead", "too_slow"), ("full", "file_system"), ("slow", "too_slow")])
def test_a_server_in_trouble_is_asked_again_later(city: StandIn, fault: str, code: str) -> None:
    city.world.set_fault(fault)
    city.world.pause = 5
    assert refused("Temporary", lambda: deliver(city, seconds=2)) == code
    assert seen(city) == []


def test_a_server_that_is_gone_gives_no_answer(city: StandIn) -> None:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert refused("Temporary", lambda: deliver(city, server={"port": port})) == "no_answer"


def test_something_that_does_not_speak_ssh_gives_no_answer(city: StandIn) -> None:
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        def speak() -> None:
            line, _ = other.accept()
            line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" + b"x" * 100_000)
            line.close()

        threading.Thread(target=speak, daemon=True).start()
        port = other.getsockname()[1]
        assert refused("Temporary", lambda: deliver(city, server={"port": port})) == "no_answer"


@pytest.mark.parametrize(
    "wrong",
    [
        {"folder": "../wiesbaden"}, {"folder": "/etc"}, {"folders": {"outgoing": "in"}}, {"folders": {"incoming": ".ssh"}},
        {"server": {"host_keys": []}}, {"server": {"host_keys": ["ssh-ed25519 nonsense"]}},
        {"server": {"host": "-oProxyCommand=x"}}, {"server": {"known_hosts": None}}, {"server": {"secret": "A B"}},
    ],
)  # fmt: skip
def test_options_that_are_refused(sftp: StandIn, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        options(sftp, **wrong)


def test_the_own_machine_is_no_citys_server(sftp: StandIn, settings: Any) -> None:
    settings.SECURE = True
    for host in ("localhost", "127.0.0.1", "127.9.9.9"):
        with pytest.raises(ValidationError):
            options(sftp, server={"host": host})


def test_every_code_has_words(city: StandIn) -> None:
    from connectors.adapters.gateway.trouble import _KINDS
    from connectors.wording import _CODES

    codes = {meant.code for _kind, meant in _KINDS}
    codes |= {"folder_missing", "secret_missing", "key_unusable", "too_large", "not_addressed", "receipt_unreadable"}
    codes |= {"upload_incomplete", "ledger_unreadable", "no_reason"}
    assert codes <= set(_CODES)


def leading_to(monkeypatch: pytest.MonkeyPatch, *places: str) -> list[tuple[str, int]]:
    """The name of the server leads there, another time to this machine; answers whereto was connected."""
    import asyncio
    import socket

    went: list[tuple[str, int]] = []
    answers = iter([places])

    async def resolved(_loop: Any, _host: str, port: int, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port)) for place in next(answers, ("127.0.0.1",))]

    async def connect(_loop: Any, _sock: Any, address: tuple[str, int]) -> None:
        went.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", resolved)
    monkeypatch.setattr("asyncio.selector_events.BaseSelectorEventLoop.sock_connect", connect)
    return went


@pytest.mark.parametrize("place", ["10.20.0.7", "192.168.1.1", "169.254.169.254", "127.0.0.1", "0.0.0.0", "224.0.0.1"])  # noqa: S104  nothing is bound
def test_a_server_where_we_may_not_go_is_not_connected_to(
    city: StandIn, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    from connectors.states import State
    from connectors.wording import explanation

    went = leading_to(monkeypatch, place)
    code = refused("Misconfigured", lambda: deliver(city, server={"host": "sftp.example"}))
    assert (code, went) == ("address_refused", [])
    assert "nicht ansprechen dürfen" in str(explanation(State.PAUSED, code))


def test_a_private_network_is_reached_where_the_operator_lets_us_and_the_name_is_asked_once(
    city: StandIn, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.DELIVERY_NETWORKS = ["10.20.0.0/16"]
    went = leading_to(monkeypatch, "10.20.0.7", "192.168.1.1", "8.8.8.8")
    assert refused("Temporary", lambda: deliver(city, server={"host": "sftp.example"})) == "no_answer"
    assert went == [("10.20.0.7", city.port), ("8.8.8.8", city.port)]
