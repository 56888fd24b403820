"""Whatever arrives at the public door, in whatever envelope."""

from __future__ import annotations

import base64
import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import etree

from identity.base import Cancelled, IdentityRefused, Level
from infra.standins.eid import outgoing
from infra.standins.eid.incoming import Refused


def test_an_unencrypted_statement_is_refused_even_when_well_signed(scene: Any) -> None:
    answer = outgoing.response(scene.frame(scene.question()), content=scene.genuine())
    assert scene.refusal(outgoing.packed(answer)).code == "assertion_not_encrypted"


def test_a_plain_statement_beside_an_encrypted_one_is_refused(scene: Any) -> None:
    answer = outgoing.response(
        scene.frame(scene.question()),
        content=outgoing.encrypted(etree.tostring(scene.genuine()), scene.sp_certificate),
    )
    answer.append(scene.genuine("johanna"))
    assert scene.refusal(outgoing.packed(answer)).code == "assertion_not_encrypted"


def test_two_encrypted_statements_are_refused(scene: Any) -> None:
    question = scene.question()
    content = outgoing.encrypted(etree.tostring(scene.genuine()), scene.sp_certificate)
    answer = outgoing.response(scene.frame(question), content=content)
    answer.append(copy.deepcopy(content))
    assert scene.refusal(outgoing.packed(answer)).code == "no_assertion"


BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><r>&c;</r>"""
EXTERNAL = b"""<!DOCTYPE r [<!ENTITY x SYSTEM "https://outside.example/secret">]><r>&x;</r>"""


@pytest.mark.parametrize("xml", [BILLION_LAUGHS, EXTERNAL, b"<!doctype html><r/>"])
def test_document_types_are_refused_outside_and_inside_the_encryption(scene: Any, xml: bytes) -> None:
    assert scene.refusal(base64.b64encode(xml).decode()).code == "document_type"
    assert scene.refusal(scene.answer_with(xml)).code == "document_type"


def test_a_document_type_in_another_encoding_is_no_way_round(scene: Any) -> None:
    hidden = EXTERNAL.decode().encode("utf-16")
    assert scene.refusal(base64.b64encode(hidden).decode()).code in {"not_xml", "document_type"}


@pytest.mark.parametrize(
    ("wanted", "weaker", "code"),
    [
        (
            b"http://www.w3.org/2009/xmlenc11#aes256-gcm",
            b"http://www.w3.org/2001/04/xmlenc#aes256-cbc",
            "encryption_algorithm",
        ),
        (
            b"http://www.w3.org/2009/xmlenc11#rsa-oaep",
            b"http://www.w3.org/2001/04/xmlenc#rsa-1_5",
            "encryption_algorithm",
        ),
        (b"#mgf1sha256", b"#mgf1md5", "encryption_algorithm"),
        (b"#mgf1sha256", b"#mgf1sha512", "not_decryptable"),
    ],
)
def test_weaker_encryption_is_refused(scene: Any, wanted: bytes, weaker: bytes, code: str) -> None:
    message = base64.b64decode(scene.signed())
    assert wanted in message
    assert scene.refusal(base64.b64encode(message.replace(wanted, weaker)).decode()).code == code


def test_an_envelope_whose_own_signature_does_not_fit_is_refused(scene: Any) -> None:
    question = scene.question()
    content = outgoing.encrypted(etree.tostring(scene.genuine()), scene.sp_certificate)
    root = outgoing.response(scene.frame(question), content=content)
    outgoing.sign(root, scene.stand_in.key)
    assert scene.finish(outgoing.packed(root)).level is Level.HIGH
    root.set("IssueInstant", "2027-08-03T12:00:01Z")
    assert scene.refusal(outgoing.packed(root)).code == "signature_wrong"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"acs_url": "https://another.example/acs/"}, "destination_wrong"),
        ({"issuer": "https://evil.example/idp"}, "issuer_wrong"),
        ({"in_response_to": "_wiesbaden-ffffffffffffffffffffffffffffffff"}, "in_response_to_differs"),
    ],
)
def test_an_envelope_for_somebody_else_is_refused(scene: Any, changes: dict[str, str], code: str) -> None:
    frame = scene.frame(scene.question(), **changes)
    assert scene.refusal(scene.answer_with(scene.genuine(), frame)).code == code


def test_a_cancellation_counts_only_when_the_provider_signed_it(scene: Any) -> None:
    root = outgoing.response(scene.frame(scene.question()), status=("Requester", "AuthnFailed"))
    assert scene.refusal(outgoing.packed(root)).code == "status_not_signed"
    outgoing.sign(root, scene.stand_in.key)
    with pytest.raises(Cancelled):
        scene.finish(outgoing.packed(root))


def test_a_failure_that_brings_a_person_all_the_same_is_a_failure(scene: Any) -> None:
    content = outgoing.encrypted(etree.tostring(scene.genuine()), scene.sp_certificate)
    root = outgoing.response(scene.frame(scene.question()), content=content, status=("Responder",))
    outgoing.sign(root, scene.stand_in.key)
    assert scene.refusal(outgoing.packed(root)).code == "provider:Responder"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "no_message"),
        ({"SAMLResponse": "%%%"}, "not_base64"),
        ({"SAMLResponse": base64.b64encode(b"{}").decode()}, "not_xml"),
        ({"SAMLResponse": "A" * 300_001}, "too_large"),
        ({"SAMLResponse": base64.b64encode(b"<html/>").decode()}, "no_response"),
    ],
)
def test_rubbish_is_refused_with_a_code(scene: Any, fields: dict[str, str], code: str) -> None:
    with pytest.raises(IdentityRefused) as caught:
        scene.provider.finish(form_fields=fields, at=scene.stand_in.now())
    assert caught.value.code == code


def test_without_encryption_key_or_signature_the_stand_in_refuses_us_too(scene: Any) -> None:
    unsigned = base64.b64encode(
        f'<samlp:AuthnRequest xmlns:samlp="{outgoing.SAMLP}" ID="_a" Destination="https://eid.example/sso"/>'.encode()
    ).decode()
    with pytest.raises(Refused, match="saml-request-not-signed"):
        scene.stand_in.question(unsigned)


@hypothesis_settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    message=st.one_of(st.binary(max_size=300).map(lambda raw: base64.b64encode(raw).decode()), st.text(max_size=300))
)
def test_no_message_does_more_than_be_refused(scene: Any, message: str) -> None:
    with pytest.raises(IdentityRefused):
        scene.finish(message)
