"""The stand-in of a payment service of the administration as a fixture, and what its tests do to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from billing.providers.base import Misconfigured
from billing.providers.connections import Connection
from billing.providers.xbezahldienste.adapter import XBezahldienste
from infra.standins.xbezahldienste.server import StandIn

FLAVOURS = ("basic", "oauth2", "certificate")
OF_OFFENBACH, OF_WIESBADEN = "offenbach/verpflichtungserklaerung", "wiesbaden/verpflichtungserklaerung"


@pytest.fixture
def payment_service(tmp_path: Path) -> Iterator[StandIn]:
    with StandIn(tmp_path / "xbezahldienste") as running:
        yield running


def options(standin: StandIn, flavour: str = "basic", *, user: str = "offenbach", **changes: Any) -> dict[str, Any]:
    """What a city sets. Its secrets are called ``kasse`` and, for the certificate's passphrase, ``kasse-wort``."""
    told: dict[str, Any] = {"flavour": flavour, "address": standin.address(flavour), "secret": "kasse", "seconds": 5}
    if flavour == "certificate":
        told |= {"passphrase": "kasse-wort", "trusted": (standin.directory / "authority.pem").read_text()}
    else:
        told["user"] = user
    if flavour == "oauth2":
        told["token_address"] = standin.token_address
    return told | changes


def secrets(standin: StandIn, flavour: str = "basic", *, user: str = "offenbach") -> dict[str, bytes]:
    password = standin.world.password(user).encode()
    if flavour == "certificate":
        return {"kasse": (standin.directory / f"client-{user}.p12").read_bytes(), "kasse-wort": password}
    return {"kasse": password}


def connected(standin: StandIn, flavour: str = "basic", **changes: Any) -> XBezahldienste:
    """As the city of Offenbach is connected, which has no account but its own."""
    kept = secrets(standin, flavour)

    def find(_provider: str, account: str) -> Connection:
        if not account.startswith("offenbach/"):
            raise Misconfigured("not this city's")
        return Connection(account, options(standin, flavour, **changes), kept.__getitem__)

    return XBezahldienste(find)


def press(address: str, action: str) -> requests.Response:
    """A button of the payment page; the way back to the city is not followed."""
    return requests.post(address, data={"action": action}, allow_redirects=False, timeout=10)


def bank_says(standin: StandIn, action: str, number: str) -> None:
    form = {"action": action, "id": number}
    assert requests.post(f"{standin.page}act", data=form, allow_redirects=False, timeout=10).status_code == 303


def trouble(standin: StandIn, **wanted: str) -> None:
    assert requests.post(f"{standin.page}faults", data=wanted, allow_redirects=False, timeout=10).status_code == 303
