"""The stand-ins that cases are delivered to: what a person sees and does on their pages, and what is kept over a restart."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import asyncssh
import pytest
import requests

from infra.standins.common.server import LOOPBACK, Service
from infra.standins.fitconnect.server import StandIn as FitConnect
from infra.standins.fitconnect.world import CLIENTS, destination_of
from infra.standins.receiver.server import StandIn as Receiver
from infra.standins.sftp.server import StandIn as Gateway

CASE = "11111111-1111-4111-8111-111111111111"


def fit_connect(folder: Path) -> FitConnect:
    return FitConnect(folder / "fitconnect", key_folder=folder.parent / "fitconnect-keys")


def receiver(folder: Path) -> Receiver:
    return Receiver(folder / "receiver")


def gateway(folder: Path) -> Gateway:
    return Gateway(folder / "sftp")


def shown(stand_in: Service) -> str:
    answer = requests.get(stand_in.page, timeout=5)
    assert answer.status_code == 200
    return answer.text


def press(stand_in: Service, path: str, **form: str) -> int:
    return requests.post(f"{stand_in.page}{path}", data=form, timeout=5).status_code


@pytest.mark.parametrize("made", [fit_connect, receiver, gateway])
def test_a_page_shows_how_to_sign_in_and_refuses_what_there_is_not(tmp_path: Path, made: Callable[[Path], Any]) -> None:
    with made(tmp_path) as stand_in:
        known = {"fit_connect": "offenbach", "receiver": "zusage", "gateway": "wiesbaden"}[made.__name__]
        word = stand_in.world.password(known)
        html = shown(stand_in)
        assert f"<td><code>{word}</code></td>" in html
        assert "<h2>Störungen</h2>" in html
        assert press(stand_in, "act", action="accept", id="nothing") == 400
        assert press(stand_in, "faults", nothing="x") == 400
        assert requests.get(f"{stand_in.page}nothing", timeout=5).status_code == 404
    with made(tmp_path) as again:
        assert again.world.password(known) == word


def test_a_bell_of_fit_connect_hangs_at_a_web_address(tmp_path: Path) -> None:
    with fit_connect(tmp_path) as stand_in:
        assert press(stand_in, "faults", callback="file:///etc/passwd") == 400
        assert press(stand_in, "faults", callback="http://localhost:1/", key="expired") == 200
        html = shown(stand_in)
    assert 'value="http://localhost:1/"' in html
    assert '<option value="expired" selected>' in html
    assert all(f"<td><code>{destination_of(client)}</code></td>" in html for client in CLIENTS)


def test_an_office_accepts_and_rejects_what_arrived(tmp_path: Path) -> None:
    with receiver(tmp_path) as stand_in:
        stand_in.world.certified = True
        assert press(stand_in, "faults", authority="waits") == 200

        def send() -> requests.Response:
            headers = {"Idempotency-Key": CASE, "Zusage-Message-Type": "130201"}
            return requests.post(stand_in.url, data=b"<a/>", headers=headers, timeout=5)

        first, again = send(), send()
        assert (first.status_code, again.status_code) == (202, 409)
        assert first.json() == again.json() == {
            "idempotency_key": CASE, "receipt": "EINGANG-000001", "state": "waiting", "status_url": f"/eingang/{CASE}/stand",
        }  # fmt: skip
        assert f"<td>130201</td><td>{CASE}</td><td>waiting</td><td>2</td><td>4</td>" in shown(stand_in)
        assert press(stand_in, "act", action="rejected", id=CASE, code="not_competent") == 200
        assert requests.get(f"{stand_in.url}/{CASE}/stand", timeout=5).json() == {
            "state": "rejected", "code": "not_competent",
        }  # fmt: skip
    with receiver(tmp_path) as again_there:
        assert [(one["key"], one["body"]) for one in again_there.world.store.all()] == [(CASE, b"<a/>")]


def test_a_person_takes_and_brings_for_the_gateway(tmp_path: Path) -> None:
    with gateway(tmp_path) as stand_in:
        home = stand_in.world.home("offenbach")
        pack(home / "out" / f"K_{CASE}.zip")
        assert f"<td>out</td><td>K_{CASE}.zip</td>" in shown(stand_in)
        assert press(stand_in, "faults", refuse_with="address_unknown", fault="full", fault_left="1") == 200
        assert press(stand_in, "act", action="take", id="offenbach") == 200
        assert json.loads((home / "receipts" / f"{CASE}.error").read_bytes())["codes"] == ["address_unknown"]
        assert press(stand_in, "act", action="bring", id="offenbach", body="<a>ü</a>", name="frage") == 200
        assert (home / "in" / "frage.xml").read_text("utf-8") == "<a>ü</a>"
        assert "1 genommen" in shown(stand_in)
        assert [stand_in.world.hits("full"), stand_in.world.hits("full")] == [True, False]
        own = stand_in.world.host_line()
        assert press(stand_in, "act", action="show", id="other-host") == 200
        assert own not in shown(stand_in)
        assert asyncssh.import_public_key(stand_in.world.host_line("other-host")) == host_key(stand_in)


def test_the_gateway_takes_by_itself_until_it_is_told_not_to(tmp_path: Path) -> None:
    with Gateway(tmp_path, by_itself=True) as stand_in:
        out = stand_in.world.home("wiesbaden") / "out"
        pack(out / "1.zip")
        until = monotonic() + 10
        while (out / "1.zip").exists() and monotonic() < until:
            sleep(0.05)
        assert len(stand_in.gateway.taken("wiesbaden")) == 1
        assert press(stand_in, "faults", automatic="off") == 200
        pack(out / "2.zip")
        stand_in.gateway.take_by_itself()
        assert (out / "2.zip").exists()


def pack(place: Path) -> None:
    message = b"<a/>"
    told = {"name": "message.xml", "bytes": len(message), "sha256": sha256(message).hexdigest()}
    parties = {"sender": {"identifier": "alp:1"}, "receiver": {"identifier": "azr:030600"}}
    with zipfile.ZipFile(place.with_suffix(".part"), "w") as package:
        package.writestr("message.xml", message)
        package.writestr("addressing.json", json.dumps({"key": CASE, "files": [told], **parties}))
    place.with_suffix(".part").rename(place)


def host_key(stand_in: Gateway) -> asyncssh.SSHKey | None:
    import asyncio

    return asyncio.run(asyncssh.get_server_host_key(LOOPBACK, stand_in.port))
