"""What strangers say: python3-saml about the stand-in's answers, the official schema and BundID's document about our questions."""

from __future__ import annotations

import base64
import os
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from identity.adapters.saml import attributes, statement
from identity.adapters.saml.decryption import decrypted
from identity.adapters.saml.keys import private_key
from identity.adapters.saml.metadata import read_idp_metadata, sp_metadata
from identity.adapters.saml.provider import detail_code
from identity.base import BeginRequest, Level, Method
from infra.standins.eid import outgoing

ACS = "https://zusage.example/doors/eid/acs/"
STANDARDS = Path(os.environ.get("STANDARDS_DIR") or Path(__file__).parents[4] / "shared" / "standards") / "bundid"
SAMPLES = STANDARDS / "samples"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the official documents are not at hand")
AKDB = "{https://www.akdb.de/request/2018/09}"


def schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(resources.files("onelogin.saml2") / "schemas" / name)))


def question(scene: Any, level: Level = Level.HIGH) -> etree._Element:
    request = BeginRequest("_offenbach-00ff", "Ausländerbehörde", level, "de", "https://offenbach.example/antrag/")
    form = scene.provider.begin(request, at=scene.stand_in.now())
    return etree.fromstring(base64.b64decode(form.fields["SAMLRequest"]))


def test_python3_saml_in_strict_mode_accepts_the_stand_ins_answer(scene: Any) -> None:
    """It reads the machine's clock, so this answer is of today."""
    frame = scene.frame(scene.question(), at=datetime.now(UTC))
    root = scene.assertion(frame)
    outgoing.sign(root, scene.stand_in.key)
    # python3-saml cannot read xmlenc11#rsa-oaep before it decrypts, so it gets the statement decrypted.
    answer = outgoing.response(frame, content=root)
    idp = read_idp_metadata(scene.provider.settings.idp_metadata)
    settings = OneLogin_Saml2_Settings(
        {
            "strict": True,
            "sp": {"entityId": "https://zusage.example", "assertionConsumerService": {"url": ACS}},
            "idp": {
                "entityId": idp.entity_id,
                "singleSignOnService": {"url": idp.sso_url},
                "x509cert": idp.certificates[0].decode(),
            },
            "security": {"wantAssertionsSigned": True, "rejectDeprecatedAlgorithm": True},
        }
    )
    response = OneLogin_Saml2_Response(settings, outgoing.packed(answer))
    request_data = {"http_host": "zusage.example", "script_name": "/doors/eid/acs/", "https": "on"}
    assert response.is_valid(request_data, frame.in_response_to, raise_exceptions=True)


@pytest.mark.parametrize("level", list(Level))
def test_our_question_is_valid_by_the_official_schema(scene: Any, level: Level) -> None:
    protocol = schema("saml-schema-protocol-2.0.xsd")
    assert protocol.validate(question(scene, level)), protocol.error_log


def test_our_metadata_is_valid_and_has_neither_id_nor_end(scene: Any) -> None:
    root = etree.fromstring(sp_metadata(scene.provider.settings))
    metadata = schema("saml-schema-metadata-2.0.xsd")
    assert metadata.validate(root), metadata.error_log
    assert not {"ID", "validUntil"} & set(root.attrib)


def test_a_long_name_of_an_authority_is_cut_to_what_bundid_shows(scene: Any) -> None:
    request = BeginRequest("_a-0", "Ausländerbehörde " * 9, Level.HIGH, "tr", "https://offenbach.example/")
    form = scene.provider.begin(request, at=scene.stand_in.now())
    asked = scene.stand_in.question(form.fields["SAMLRequest"])
    assert len(asked.organisation) <= 50
    assert asked.language == "de"


@needs_samples
def test_our_question_has_the_shape_of_bundids_example(scene: Any) -> None:
    example = etree.parse(str(SAMPLES / "authnrequest_v2.xml")).getroot()
    ours = question(scene)
    tags = [child.tag for child in ours if "Signature" not in child.tag]
    assert tags == [child.tag for child in example]
    assert set(example.attrib) == set(ours.attrib)
    asked = ours.find(f".//{AKDB}AuthenticationRequest")
    wanted = example.find(f".//{AKDB}AuthenticationRequest")
    assert asked is not None
    assert wanted is not None
    assert [child.tag for child in asked] == [child.tag for child in wanted]
    display = f"{AKDB}DisplayInformation/"
    assert [child.tag for child in asked.iterfind(f"{display}*/*")] == [
        child.tag for child in wanted.iterfind(f"{display}*/*")
    ]


@needs_samples
def test_every_attribute_that_we_map_is_in_bundids_list() -> None:
    listed = {line.split(",")[1] for line in (STANDARDS / "attributes.csv").read_text().splitlines()[1:]}
    assert set(attributes.Oid) <= listed


@needs_samples
def test_bundids_example_of_a_statement_becomes_a_person(scene: Any) -> None:
    example = etree.parse(str(SAMPLES / "assertion_eid_decrypted.xml")).getroot()
    read = statement.read_attributes(example)
    person = attributes.person(read)
    assert (person.family_name, person.birth_name, person.street, person.house_number, person.city) == (
        "Mustermann",
        "Gabler",
        "Heidestraße",
        "17",
        "Köln",
    )
    assert read[attributes.Oid.ADDRESS].value == "HEIDESTRAẞE 17"
    assert attributes.method(read, Level.HIGH) is Method.EID  # the example says neither document nor source


@needs_samples
def test_bundids_example_of_an_error_is_understood(scene: Any) -> None:
    root = etree.parse(str(SAMPLES / "response_error_statusdetail.xml")).getroot()
    status = root.find(f"{{{outgoing.SAMLP}}}Status")
    assert status is not None
    assert detail_code(status) == "provider:IDP_REQUIRED_ATTRIBUTES_MISSING"


def test_the_namespaces_of_the_envelope_are_lent_to_a_bare_statement(scene: Any) -> None:
    """Some libraries encrypt the element's text without the namespaces that it inherits."""
    genuine = etree.tostring(scene.genuine()).replace(f' xmlns:saml2="{outgoing.SAML}"'.encode(), b"")
    content = outgoing.encrypted(genuine, scene.sp_certificate)
    envelope = etree.Element("envelope", nsmap={"saml2": outgoing.SAML, "xs": outgoing.XS})
    envelope.append(content)
    root = decrypted(content, private_key(scene.provider.settings.key_dir))
    assert root.tag == f"{{{outgoing.SAML}}}Assertion"
