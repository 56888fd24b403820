"""The public door: finds the city in the signed answer, and sends everybody home."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from declarations.models import Declaration
from identity.models import Purpose
from infra.standins.eid import outgoing
from kernel.clock import now
from tenants.binding import bind

from .conftest import DOOR, RETURN_PATH, Visitor, deliver

Visit = Callable[[Any], Visitor]


def test_a_verified_person_comes_back_to_their_own_city(visit: Visit, offenbach: Any, wiesbaden: Any) -> None:
    here, there = visit(offenbach), visit(wiesbaden)
    response = deliver(there.answer(there.leave()))
    target = urlsplit(response.headers["Location"])
    assert response.status_code == 303
    assert (target.hostname, target.path) == ("wiesbaden.localhost", RETURN_PATH)
    assert [row.state for row in there.rows()] == ["verified"]
    assert here.rows() == []


def test_addresses_and_logs_name_no_person(visit: Visit, offenbach: Any, caplog: pytest.LogCaptureFixture) -> None:
    visitor = visit(offenbach)
    with caplog.at_level(logging.DEBUG):
        location = deliver(visitor.answer(visitor.leave())).headers["Location"]
        tampered = base64.b64encode(base64.b64decode(visitor.answer(visitor.leave())).replace(b"Response", b"Respond"))
        deliver_or_400(tampered.decode())
    for word in ("muster", "erika", "gabler", "1964"):
        assert word not in location.lower()
        assert word not in caplog.text.lower()


def deliver_or_400(message: str) -> int:
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    return int(client.post(DOOR, {"SAMLResponse": message}).status_code)


def test_an_answer_counts_once(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    answer = visitor.answer(visitor.leave())
    first, again = deliver(answer), deliver(answer)
    assert "nachweis=" in first.headers["Location"]
    assert again.headers["Location"].endswith(RETURN_PATH)
    assert [row.state for row in visitor.rows()] == ["verified"]
    assert visitor.claim(first).identification.state == "verified"


def test_a_cancellation_is_no_fault(visit: Visit, offenbach: Any) -> None:
    returned = visit(offenbach).identify(outcome="cancel")
    assert returned.identification.state == "cancelled"
    assert returned.identification.refusal_code == ""


def test_an_error_of_the_provider_is_recorded_by_its_code(visit: Visit, offenbach: Any) -> None:
    returned = visit(offenbach).identify(outcome="error")
    assert returned.identification.state == "refused"
    assert returned.identification.refusal_code == "provider:IDP_REQUIRED_ATTRIBUTES_MISSING"


def test_an_unproven_answer_changes_nothing_and_leads_home_with_a_reference(
    visit: Visit, offenbach: Any, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = visit(offenbach)
    question = visitor.leave()
    frame = outgoing.Answer(
        visitor.stand_in.entity_id, question.service_provider, question.acs_url, question.request_id, now()
    )
    unsigned = outgoing.assertion(frame, level="STORK-QAA-Level-4", attributes=[])
    certificate = (visitor.stand_in.folder / "sp-cert.pem").read_bytes()
    message = outgoing.packed(
        outgoing.response(frame, content=outgoing.encrypted(etree.tostring(unsigned), certificate))
    )
    target = urlsplit(deliver(message).headers["Location"])
    reference = target.query.removeprefix("stoerung=")
    assert (target.hostname, target.path) == ("offenbach.localhost", RETURN_PATH)
    assert f"signature_missing, reference {reference}" in caplog.text
    assert [row.state for row in visitor.rows()] == ["started"]


def test_an_expired_but_genuine_answer_is_refused_by_code(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    slow = replace(visitor.stand_in, now=lambda: now() - timedelta(minutes=30))
    deliver(slow.answer(visitor.leave(), outcome="hoch", person="erika"))
    assert [(row.state, row.refusal_code) for row in visitor.rows()] == [("refused", "expired")]


def test_a_genuine_answer_for_a_request_that_nobody_made_leads_home(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    question = visitor.leave()
    invented = replace(question, request_id="_offenbach-" + "0" * 32)
    location = deliver(visitor.answer(invented)).headers["Location"]
    assert urlsplit(location).path == "/"
    assert "stoerung=" in location


@pytest.mark.parametrize("request_id", ["_atlantis-" + "0" * 32, "_x", "offenbach"])
def test_an_answer_for_no_city_of_ours_gets_a_plain_page(visit: Visit, offenbach: Any, request_id: str) -> None:
    visitor = visit(offenbach)
    question = visitor.leave()
    invented = replace(question, request_id=request_id)
    assert deliver_or_400(visitor.answer(invented)) == 400


def test_the_door_is_for_posts_on_the_platforms_host_only(visit: Visit, offenbach: Any) -> None:
    assert Client(SERVER_NAME="localhost").get(DOOR).status_code == 405
    assert Client(SERVER_NAME="offenbach.localhost").post(DOOR).status_code == 404


def test_an_answer_for_a_case_that_was_erased_meanwhile_leads_home(visit: Visit, offenbach: Any) -> None:
    from declarations import sealing

    visitor = visit(offenbach)
    question = visitor.leave()
    with bind(offenbach):
        sealing.destroy_key(visitor.case_id)
        assert Declaration.objects.filter(id=visitor.case_id).exists()
    assert "stoerung=" in deliver(visitor.answer(question)).headers["Location"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    message=st.one_of(st.text(max_size=200), st.binary(max_size=400).map(lambda raw: base64.b64encode(raw).decode()))
)
def test_nothing_that_is_posted_breaks_the_door(cities: Any, stand_in: Any, message: str) -> None:
    assert deliver_or_400(message) == 400


def test_signing_asks_the_provider_for_a_card(visit: Visit, offenbach: Any) -> None:
    assert visit(offenbach).leave(Purpose.SIGN).level == "STORK-QAA-Level-4"
