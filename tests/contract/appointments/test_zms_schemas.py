"""The stand-in's answers against the schemas that ZMS publishes, which lie outside the repository."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import requests
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from tests.contract.appointments.standin import CENTRAL, NORTH, SERVICES, faults

SCHEMAS = Path(__file__).resolve().parents[4] / "shared" / "standards" / "appointments" / "schema"


@pytest.fixture(scope="module", autouse=True)
def schemas() -> None:
    if not SCHEMAS.is_dir():
        warnings.warn("NO ANSWER OF THE APPOINTMENT STAND-IN WAS VALIDATED: no schemas", UserWarning, stacklevel=1)
        pytest.skip(f"NO ANSWER OF THE APPOINTMENT STAND-IN WAS VALIDATED: {SCHEMAS.name} of ZMS is not at hand")


@cache
def _validator(name: str) -> Draft7Validator:
    found = {path.relative_to(SCHEMAS).as_posix(): json.loads(path.read_text()) for path in SCHEMAS.rglob("*.json")}
    resources = [(f"https://zms.example/{path}", Resource.from_contents(body, DRAFT7)) for path, body in found.items()]
    registry: Registry[Any] = Registry().with_resources(resources)
    return Draft7Validator({"$ref": f"https://zms.example/{name}"}, registry=registry)


def problems(name: str, content: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in _validator(name).iter_errors(content)]


@pytest.fixture
def ask(standin: Any) -> Callable[..., Any]:
    def ask(method: str, path: str, **given: Any) -> Any:
        address = f"{standin.url}/{path}/"
        response = (
            requests.get(address, given, timeout=5)
            if method == "GET"
            else requests.post(address, json=given, timeout=5)
        )
        response.raise_for_status()
        content = response.json()
        assert set(content) == {"meta", "data"}
        return content["data"]

    return ask


def test_the_catalogue_and_the_captcha_fit(ask: Any) -> None:
    assert problems("collections/officeServiceAndRelationList.json", ask("GET", "offices-and-services")) == []
    assert problems("captcha/altchaCaptcha.json", ask("GET", "captcha-details")) == []


def test_the_calendar_fits(ask: Any) -> None:
    found = ask(
        "GET", "available-calendar", startDate="2026-11-22", endDate="2026-12-31", officeIds=f"{CENTRAL},{NORTH}",
        serviceIds=SERVICES["signing"], serviceCounts="2",
    )  # fmt: skip
    assert problems("availableCalendar.json", found) == []
    assert len(found["availableDays"]) > 20


def test_a_booking_fits_at_every_step(ask: Any) -> None:
    wanted = {"officeId": NORTH, "serviceId": [SERVICES["signing"]], "serviceCount": [1]}
    [day, *_] = ask(
        "GET", "available-calendar", startDate="2026-11-23", endDate="2026-11-23", officeIds=NORTH,
        serviceIds=SERVICES["signing"], serviceCounts="1",
    )["availableDays"]  # fmt: skip
    made = ask("POST", "reserve-appointment", timestamp=day["offices"][0]["appointments"][0], **wanted)
    key = {"processId": made["processId"], "authKey": made["authKey"]}
    steps = [made]
    steps.append(ask("POST", "update-appointment", familyName="Mustermann", email="m@example.org", **key))
    steps += [ask("POST", f"{step}-appointment", **key) for step in ("preconfirm", "confirm")]
    steps.append(ask("GET", "appointment", **key))
    steps.append(ask("POST", "cancel-appointment", **key))
    states = ["reserved", "reserved", "preconfirmed", "confirmed", "confirmed", "deleted"]
    assert [step["status"] for step in steps] == states
    assert [problem for step in steps for problem in problems("thinnedProcess.json", step)] == []


def test_a_refusal_has_the_form_that_is_described(ask: Any, standin: Any) -> None:
    faults(standin, answers="limited")
    with pytest.raises(requests.HTTPError) as refused:
        ask("GET", "offices-and-services")
    answer: Any = refused.value.response
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["statusCode"], error["errorCode"]) == (
        429,
        429,
        "rateLimitExceeded",
    )


def test_the_validator_can_say_no() -> None:
    assert problems("thinnedProcess.json", {"processId": "1"})
    assert problems(
        "collections/officeServiceAndRelationList.json", {"offices": [{"id": "x"}], "services": [], "relations": []}
    )
