"""A certificate that was taken back is not used, and a list that cannot be had is told from one that says nothing bad."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.connectors import authority
from tests.contract.connectors.fit_connect.sender import Sender


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    from connectors.adapters.fit_connect import revocation

    revocation.forget_lists()
    yield
    revocation.forget_lists()


@pytest.mark.parametrize("revocation", ["strict", "lenient"])
def test_a_revoked_certificate_pauses_the_delivery_and_nothing_is_sent(sender: Sender, revocation: str) -> None:
    from connectors.states import State
    from connectors.wording import explanation

    authority.trouble(sender.standin, key="revoked")
    told = {"revocation": revocation}
    assert sender.check(**told) == sender.outcome(**told) == "Misconfigured certificate_revoked"
    assert sender.standin.world.store.all() == []
    assert "gesperrt" in str(explanation(State.PAUSED, "certificate_revoked"))


def test_one_that_is_not_on_the_list_is_used_and_the_list_is_kept(sender: Sender) -> None:
    authority.trouble(sender.standin, key="listed")
    assert sender.check(revocation="strict") == "fine"
    from connectors.adapters.fit_connect import revocation

    [(_list, until)] = revocation._lists.values()
    assert _list.next_update_utc is not None
    assert until <= _list.next_update_utc


@pytest.mark.parametrize(
    ("wrong", "strictly"),
    [
        ("normal", "Misconfigured revocation_list_missing"),
        ("list_silent", "Temporary revocation_list_silent"),
        ("list_over", "Temporary revocation_list_silent"),
    ],
)
def test_a_list_that_cannot_be_had_is_the_citys_choice(sender: Sender, wrong: str, strictly: str) -> None:
    authority.trouble(sender.standin, key=wrong)
    assert sender.check(revocation="strict") == strictly
    assert sender.check(revocation="lenient") == "fine"


def test_in_production_the_default_is_strict(sender: Sender) -> None:
    from connectors.adapters.fit_connect.options import FitConnectOptions

    told = authority.options(sender.standin, token_address="", address="")
    assert FitConnectOptions.model_validate({**told, "environment": "production"}).strict_about_revocation
    assert not sender.options().strict_about_revocation
