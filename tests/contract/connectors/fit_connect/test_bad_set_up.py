"""A wrong set-up is found by the check already, sends nothing, and says what to mend."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from pydantic import ValidationError

from infra.standins.fitconnect.server import StandIn
from tests.contract.connectors import authority
from tests.contract.connectors.fit_connect.sender import Sender

KEYS = {
    "short": "key_refused",
    "other_use": "key_refused",
    "other_number": "key_refused",
    "private": "key_refused",
    "bare": "certificate_missing",
    "expired": "certificate_expired",
    "foreign": "certificate_untrusted",
    "swapped": "certificate_differs",
}
DESTINATIONS = {
    "inactive": "destination_closed",
    "other_service": "service_not_offered",
    "other_schema": "schema_not_offered",
}
ANSWERS = {
    "down": "Temporary service_down",
    "page": "Temporary answer_nonsense",
    "elsewhere": "Misconfigured address_leads_elsewhere",
    "lost": "Temporary no_answer",
    "nonsense": "Temporary answer_nonsense",
    "broken": "Temporary answer_nonsense",
    "half": "Temporary no_answer",
    "huge": "Temporary answer_too_large",
    "silent": "Temporary answer_too_slow",
}


def test_all_is_well(sender: Sender) -> None:
    assert sender.check() == "fine"
    assert sender.standin.world.store.all() == []


@pytest.mark.parametrize(("wrong", "code"), KEYS.items())
def test_a_key_that_may_not_be_used_is_not_used(sender: Sender, wrong: str, code: str) -> None:
    authority.trouble(sender.standin, key=wrong)
    assert sender.check() == sender.outcome() == f"Misconfigured {code}"
    assert sender.standin.world.store.all() == []


@pytest.mark.parametrize("wrong", KEYS)
def test_what_is_signed_with_such_a_key_is_not_believed(sender: Sender, wrong: str) -> None:
    receipt = sender.deliver()
    authority.says(sender.standin, "accept")
    authority.trouble(sender.standin, key=wrong)
    assert sender.follow(receipt) == ("Temporary", "set_not_verified")


def test_where_no_certificates_are_followed_a_key_needs_none_and_one_that_is_there_must_fit(sender: Sender) -> None:
    authority.trouble(sender.standin, key="bare")
    assert sender.check(trusted="") == "fine"
    authority.trouble(sender.standin, key="swapped")
    assert sender.check(trusted="") == "Misconfigured certificate_differs"


@pytest.mark.parametrize(("wrong", "code"), DESTINATIONS.items())
def test_a_destination_that_does_not_take_it_gets_nothing(sender: Sender, wrong: str, code: str) -> None:
    authority.trouble(sender.standin, destination=wrong)
    assert sender.check() == sender.outcome() == f"Misconfigured {code}"
    assert sender.standin.world.store.all() == []


def test_region_and_way_to_answer_must_be_offered(sender: Sender) -> None:
    told: dict[str, Any] = {"region": "DE064130000000"}
    reply = {"reply_channel": "email", "reply_email": "abh@offenbach.example"}
    assert sender.check(**told, **reply) == "fine"
    authority.trouble(sender.standin, destination="other_region")
    assert sender.check(**told) == "Misconfigured region_not_offered"
    authority.trouble(sender.standin, destination="no_email")
    assert sender.check(**reply) == "Misconfigured reply_channel_not_offered"


@pytest.mark.parametrize(("wrong", "told"), ANSWERS.items())
@pytest.mark.parametrize("call", ["token", "destinations", "keys"])
def test_bad_answers_are_one_of_three_errors(sender: Sender, wrong: str, told: str, call: str) -> None:
    authority.trouble(sender.standin, answers=wrong, calls=call)
    assert sender.outcome(seconds=1.0) == told
    assert sender.standin.world.store.all() == []


def test_a_refused_submission_is_a_task_for_the_desk(sender: Sender) -> None:
    authority.trouble(sender.standin, answers="refused", calls="PUT")
    assert sender.outcome() == "Rejected submission_refused"


def test_nobody_there(sender: Sender) -> None:
    assert sender.check(address="http://localhost:9", token_address="http://localhost:9/token") == "Temporary no_answer"


def test_the_authority_is_unknown(sender: Sender) -> None:
    assert sender.check(destination="00000000-0000-4000-8000-000000000000") == "Misconfigured destination_unknown"


@pytest.mark.parametrize(
    "changes",
    [
        {"environment": "stage", "address": "", "token_address": "", "trusted": ""},
        {"environment": "test"},
        {"address": "http://fit-connect.example"},
        {"address": "https://name:word@fit-connect.example"},
        {"reply_channel": "email"},
        {"reply_email": "abh@offenbach.example"},
        {"reply_channel": "fit_connect"},
        {"trusted": "-----BEGIN CERTIFICATE-----"},
        {"secret": "Not A Name"},
        {"destination": "offenbach"},
    ],
)
def test_options_that_do_not_fit_together_are_refused(standin: StandIn, changes: dict[str, Any]) -> None:
    from connectors.adapters.fit_connect.options import FitConnectOptions

    with pytest.raises(ValidationError):
        FitConnectOptions.model_validate(authority.options(standin, **changes))


def test_each_environment_has_its_own_addresses(standin: StandIn) -> None:
    from connectors.adapters.fit_connect.options import FitConnectOptions

    bare = {"address": "", "token_address": ""}
    made = [
        FitConnectOptions.model_validate(authority.options(standin, environment=name, **bare)).places
        for name in ("test", "stage", "production")
    ]
    assert len({place.service for place in made} | {place.token for place in made}) == 6
    assert all(place.service.startswith("https://") and place.token.endswith("/token") for place in made)


def test_the_stand_in_is_as_strict_as_the_service(standin: StandIn) -> None:
    """No User-Agent: 403. A token by HTTP Basic: invalid_client."""
    from kernel.http import Manner, call

    password = standin.world.password("offenbach")
    form = {"grant_type": "client_credentials", "client_id": "offenbach", "client_secret": password}
    basic = f"Basic {base64.b64encode(f'offenbach:{password}'.encode()).decode()}"

    def status(**headers: str) -> int:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return call("POST", standin.token_address, seconds=5, form_body=form, manner=Manner(told)).status

    assert (status(), status(User_Agent="x", Authorization=basic), status(User_Agent="x")) == (403, 401, 200)


@pytest.mark.parametrize(("head", "problem"), [({"zip": "DEF"}, "zip"), ({"cty": ""}, "cty"), ({"kid": "old"}, "kid")])
def test_the_stand_in_refuses_what_version_2_refuses(head: dict[str, str], problem: str) -> None:
    from infra.standins.fitconnect import jose

    told = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": "destination", "cty": "application/json", **head}
    first = base64.urlsafe_b64encode(str(told).replace("'", '"').encode()).decode().rstrip("=")
    with pytest.raises(jose.Unreadable, match=problem):
        jose.check_head(f"{first}.a.b.c.d", "destination", ("application/json",))
