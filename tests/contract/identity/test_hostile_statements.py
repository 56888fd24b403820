"""Signed by the provider, and still not for us, not now, or not clear: refused."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree

from identity.base import Level
from infra.standins.eid import outgoing

SAML = outgoing.SAML


def test_the_answer_these_tests_spoil_is_accepted_unspoilt(scene: Any) -> None:
    assert scene.finish(scene.signed()).level is Level.HIGH


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"service_provider": "https://another.example"}, "audience_wrong"),
        ({"issuer": "https://evil.example/idp"}, "issuer_wrong"),
        ({"acs_url": "https://another.example/acs/"}, "recipient_wrong"),
        ({"in_response_to": "_wiesbaden-ffffffffffffffffffffffffffffffff"}, "in_response_to_differs"),
    ],
)
def test_an_answer_for_somebody_else_is_refused(scene: Any, changes: dict[str, str], code: str) -> None:
    assert scene.refusal(scene.signed(**changes)).code == code


def test_only_a_signed_request_id_counts_as_proven(scene: Any) -> None:
    caught = scene.refusal(scene.signed(in_response_to="_wiesbaden-ffffffffffffffffffffffffffffffff"))
    assert caught.request_id == "_wiesbaden-ffffffffffffffffffffffffffffffff"
    unsigned = scene.refusal(scene.answer_with(scene.assertion(scene.frame(scene.question()))))
    assert unsigned.request_id is None
    assert unsigned.claimed == scene.question().request_id


@pytest.mark.parametrize(
    ("after", "code"),
    [
        (timedelta(minutes=5, seconds=59), None),
        (timedelta(minutes=6), "expired"),
        (timedelta(days=400), "expired"),
        (timedelta(seconds=-60), None),
        (timedelta(seconds=-61), "not_yet_valid"),
    ],
)
def test_an_answer_holds_for_its_minutes_and_the_skew_of_clocks(scene: Any, after: timedelta, code: str | None) -> None:
    moment = scene.stand_in.now() + after
    if code is None:
        assert scene.finish(scene.signed(), moment).level is Level.HIGH
    else:
        assert scene.refusal(scene.signed(), at=moment).code == code


def _drop(path: str) -> Callable[[etree._Element], None]:
    def change(root: etree._Element) -> None:
        node = root.find(path)
        assert node is not None
        parent = node.getparent()
        assert parent is not None
        parent.remove(node)

    return change


def _twice(path: str) -> Callable[[etree._Element], None]:
    def change(root: etree._Element) -> None:
        node = root.find(path)
        assert node is not None
        parent = node.getparent()
        assert parent is not None
        parent.append(copy.deepcopy(node))

    return change


def _set(path: str, **attributes: str) -> Callable[[etree._Element], None]:
    def change(root: etree._Element) -> None:
        node = root.find(path)
        assert node is not None
        for name, value in attributes.items():
            node.set(name, value)

    return change


def _text(path: str, text: str) -> Callable[[etree._Element], None]:
    def change(root: etree._Element) -> None:
        node = root.find(path)
        assert node is not None
        node.text = text

    return change


CONFIRMATION = f"{{{SAML}}}Subject/{{{SAML}}}SubjectConfirmation"
ATTRIBUTE = f"{{{SAML}}}AttributeStatement/{{{SAML}}}Attribute"
CLASS = f"{{{SAML}}}AuthnStatement/{{{SAML}}}AuthnContext/{{{SAML}}}AuthnContextClassRef"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_drop(f"{{{SAML}}}Conditions"), "conditions_missing"),
        (_drop(f"{{{SAML}}}Conditions/{{{SAML}}}AudienceRestriction"), "audience_missing"),
        (_drop(f"{{{SAML}}}AuthnStatement"), "authn_statement_missing"),
        (_drop(f"{{{SAML}}}Subject"), "in_response_to_missing"),
        (
            _set(f"{CONFIRMATION}/{{{SAML}}}SubjectConfirmationData", NotBefore="2027-08-03T11:00:00Z"),
            "confirmation_form",
        ),
        (_set(f"{CONFIRMATION}/{{{SAML}}}SubjectConfirmationData", NotOnOrAfter="2027-08-03T11:00:00Z"), "expired"),
        (_set(f"{{{SAML}}}Conditions", NotOnOrAfter="2027-08-03T11:00:00Z"), "expired"),
        (_set(f"{{{SAML}}}Conditions", NotOnOrAfter="2027-08-03T13:00:00"), "time_missing"),
        (_set(CONFIRMATION, Method="urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"), "confirmation_method"),
        (_set(f"{{{SAML}}}AuthnStatement", AuthnInstant="2027-08-03T13:00:00Z"), "not_yet_valid"),
        (_twice(ATTRIBUTE), "attribute_ambiguous"),
        (_twice(f"{ATTRIBUTE}/{{{SAML}}}AttributeValue"), "attribute_ambiguous"),
        (_drop(f"{ATTRIBUTE}[@Name='urn:oid:2.5.4.4']"), "family_name_missing"),
        (
            _text(f"{ATTRIBUTE}[@Name='urn:oid:1.2.40.0.10.2.1.1.55']/{{{SAML}}}AttributeValue", "gestern"),
            "birth_date_form",
        ),
        (_text(CLASS, "STORK-QAA-Level-5"), "level_unknown"),
        (_set(".", Version="1.1"), "assertion_form"),
        (_set(".", Surplus="1"), "assertion_form"),
    ],
)
def test_a_statement_that_lacks_or_doubles_what_we_rely_on_is_refused(
    scene: Any, change: Callable[[etree._Element], None], code: str
) -> None:
    assert scene.refusal(scene.reshaped(change)).code == code


def test_the_lower_of_two_levels_counts(scene: Any) -> None:
    assert scene.finish(scene.reshaped(_text(CLASS, "STORK-QAA-Level-1"))).level is Level.NORMAL


def test_friendly_names_mean_nothing(scene: Any) -> None:
    identity = scene.finish(scene.reshaped(_set(f"{ATTRIBUTE}[@Name='urn:oid:2.5.4.42']", FriendlyName="surname")))
    assert (identity.attributes.family_name, identity.attributes.given_names) == ("Mustermann", "Erika")
