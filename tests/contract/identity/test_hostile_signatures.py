"""Only what the provider's signature covers is ever read."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import etree

from identity.adapters.saml.provider import SamlProvider
from identity.base import IdentityRefused, Level
from infra.standins.eid import outgoing

SAML = outgoing.SAML
DS = outgoing.DS
RSA_SHA1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


def test_unsigned_and_wrongly_signed_statements_are_refused(scene: Any) -> None:
    root = scene.assertion(scene.frame(scene.question()))
    assert scene.refusal(scene.answer_with(root)).code == "signature_missing"
    outgoing.sign(root, scene.attacker_key)
    assert scene.refusal(scene.answer_with(root)).code == "signature_wrong"


def test_a_statement_altered_after_signing_is_refused(scene: Any) -> None:
    plain = etree.tostring(scene.genuine()).replace(b"ERIKA", b"ERICA")
    assert scene.refusal(scene.answer_with(plain)).code == "signature_wrong"


def _signature(genuine: etree._Element) -> etree._Element:
    signature = genuine.find(f"{{{DS}}}Signature")
    assert signature is not None
    return copy.deepcopy(signature)


def _without_signature(genuine: etree._Element) -> etree._Element:
    copied = copy.deepcopy(genuine)
    for signature in copied.findall(f"{{{DS}}}Signature"):
        copied.remove(signature)
    return copied


def _evil(genuine: etree._Element) -> etree._Element:
    """The attacker's own statement in the shape of the genuine one, without its signature."""
    evil = _without_signature(genuine)
    for value in evil.iter(f"{{{SAML}}}AttributeValue"):
        value.text = "OPFER" if value.text == "MUSTERMANN" else value.text
    return evil


def _wrap_in_advice(genuine: etree._Element) -> etree._Element:
    evil = _evil(genuine)
    evil.set("ID", "_evil")
    etree.SubElement(evil, f"{{{SAML}}}Advice").append(copy.deepcopy(genuine))
    return evil


def _wrap_in_signature_object(genuine: etree._Element) -> etree._Element:
    evil = _evil(genuine)
    evil.set("ID", "_evil")
    signature = _signature(genuine)
    etree.SubElement(signature, f"{{{DS}}}Object").append(_without_signature(genuine))
    evil.insert(1, signature)
    return evil


def _same_id_twice(genuine: etree._Element) -> etree._Element:
    evil = _wrap_in_signature_object(genuine)
    evil.set("ID", str(genuine.get("ID")))
    return evil


def _borrowed_signature(genuine: etree._Element) -> etree._Element:
    evil = _evil(genuine)
    evil.insert(1, _signature(genuine))
    return evil


def _signature_that_points_inside(genuine: etree._Element) -> etree._Element:
    evil = _evil(genuine)
    evil.set("ID", "_evil")
    evil.insert(1, _signature(genuine))
    etree.SubElement(evil, f"{{{SAML}}}Advice").append(_without_signature(genuine))
    return evil


def _luggage_in_the_signature(genuine: etree._Element) -> etree._Element:
    """The signature still fits: the enveloped transform leaves all of it out."""
    copied = copy.deepcopy(genuine)
    for signature in copied.findall(f"{{{DS}}}Signature"):
        etree.SubElement(signature, f"{{{DS}}}Object")
    return copied


@pytest.mark.parametrize(
    ("wrap", "code"),
    [
        (_signature_that_points_inside, "signature_form"),
        (_luggage_in_the_signature, "signature_form"),
        (_wrap_in_advice, "signature_elsewhere"),
        (_wrap_in_signature_object, "signature_form"),
        (_same_id_twice, "ids_ambiguous"),
        (_borrowed_signature, "signature_wrong"),
    ],
)
def test_a_genuine_signature_wrapped_around_another_person_is_refused(
    scene: Any, wrap: Callable[[etree._Element], etree._Element], code: str
) -> None:
    assert scene.refusal(scene.answer_with(wrap(scene.genuine()))).code == code


def test_two_statements_in_one_envelope_are_refused(scene: Any) -> None:
    genuine = scene.genuine()
    plain = etree.tostring(_evil(genuine)) + etree.tostring(genuine)
    assert scene.refusal(scene.answer_with(plain)).code == "encryption_form"


def test_a_comment_that_cuts_a_name_is_refused(scene: Any) -> None:
    plain = etree.tostring(scene.genuine()).replace(b"MUSTERMANN", b"MUSTER<!-- x -->MANN")
    assert scene.refusal(scene.answer_with(plain)).code == "hidden_content"


def _resign(algorithm: str) -> Callable[[Any], str]:
    def answer(scene: Any) -> str:
        root = scene.assertion(scene.frame(scene.question()))
        outgoing.sign(root, scene.stand_in.key, algorithm)
        return str(scene.answer_with(root))

    return answer


def test_an_algorithm_that_is_not_configured_is_refused(scene: Any, provider_with: Callable[..., SamlProvider]) -> None:
    strict = provider_with(accepted_signatures=("rsa-pss",))
    with pytest.raises(IdentityRefused) as caught:
        strict.finish(form_fields={"SAMLResponse": _resign(RSA_SHA256)(scene)}, at=scene.stand_in.now())
    assert caught.value.code == "signature_algorithm"
    assert scene.finish(_resign(RSA_SHA256)(scene)).level is Level.HIGH
    assert scene.refusal(_resign(RSA_SHA1)(scene)).code == "signature_algorithm"


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_single_changed_byte_of_a_genuine_answer_makes_another_person(scene: Any, data: st.DataObject) -> None:
    """Either it is refused, or (a byte that carries no meaning) it is still exactly the same statement."""
    plain = bytearray(etree.tostring(scene.genuine()))
    original = scene.finish(scene.answer_with(bytes(plain)))
    place = data.draw(st.integers(0, len(plain) - 1))
    plain[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(IdentityRefused):
        assert scene.finish(scene.answer_with(bytes(plain))) == original
