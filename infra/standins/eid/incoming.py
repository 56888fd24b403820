"""The product's question: verified, then read."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

import xmlsec
from lxml import etree

NS = {
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "akdb": "https://www.akdb.de/request/2018/09",
    "ui": "https://www.akdb.de/request/2018/09/classic-ui/v1",
}
LEVELS = ("STORK-QAA-Level-1", "STORK-QAA-Level-3", "STORK-QAA-Level-4")


class Refused(Exception):
    """The question does not follow the rules; the text is BundID's code where it has one."""


@dataclass(frozen=True)
class Question:
    request_id: str
    service_provider: str
    acs_url: str
    level: str
    organisation: str
    language: str
    back_url: str
    requested: dict[str, bool]


def read_question(saml_request: str, *, sp_certificate: bytes, destination: str) -> Question:
    """Refuses what BundID refuses: unsigned or altered, without the extension, its attributes or the service's id."""
    root = _parsed(saml_request)
    _check_signature(root, sp_certificate)
    if root.get("Destination") != destination:
        raise Refused("destination-wrong")
    extension = root.find("samlp:Extensions/akdb:AuthenticationRequest", NS)
    if extension is None:
        raise Refused("akdb-extension-missing")
    if extension.get("Version") != "2":
        raise Refused("akdb-extension-v1-deprecated")
    methods = extension.find("akdb:AuthnMethods", NS)
    if methods is not None and not len(methods):
        raise Refused("empty-authentication-methods")
    level = root.findtext("samlp:RequestedAuthnContext/saml:AuthnContextClassRef", LEVELS[0], NS)
    if level not in LEVELS:
        raise Refused("level-unknown")
    display = "akdb:DisplayInformation/ui:Version/ui:"
    return Question(
        request_id=root.get("ID", ""),
        service_provider=_needed(root.findtext("saml:Issuer", "", NS), "issuer-missing"),
        acs_url=_needed(root.get("AssertionConsumerServiceURL", ""), "acs-missing"),
        level=level,
        organisation=_needed(
            extension.findtext(f"{display}OrganizationDisplayName", "", NS), "organization-display-name-missing"
        ),
        language=extension.findtext(f"{display}Lang", "de", NS),
        back_url=extension.findtext(f"{display}BackURL", "", NS),
        requested=_requested(extension),
    )


def _parsed(saml_request: str) -> etree._Element:
    try:
        data = base64.b64decode(saml_request, validate=True)
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except (binascii.Error, ValueError, etree.XMLSyntaxError):
        raise Refused("saml-request-unreadable") from None


def _check_signature(root: etree._Element, certificate: bytes) -> None:
    signature = root.find("ds:Signature", NS)
    if signature is None or root.tag != f"{{{NS['samlp']}}}AuthnRequest":
        raise Refused("saml-request-not-signed")
    reference = signature.find("ds:SignedInfo/ds:Reference", NS)
    if reference is None or reference.get("URI") != f"#{root.get('ID')}":
        raise Refused("saml-request-not-signed")
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(certificate, xmlsec.constants.KeyDataFormatCertPem)
    context.register_id(root, "ID")
    try:
        context.verify(signature)
    except xmlsec.Error:
        raise Refused("saml-request-signature-wrong") from None


def _requested(extension: etree._Element) -> dict[str, bool]:
    nodes = extension.findall("akdb:RequestedAttributes/akdb:RequestedAttribute", NS)
    if not nodes:
        raise Refused("requested-attributes-empty")
    if not all(node.get("Name") for node in nodes):
        raise Refused("requested-attributes-missing-name")
    return {node.get("Name", ""): node.get("RequiredAttribute") == "true" for node in nodes}


def _needed(text: str, code: str) -> str:
    if not text.strip():
        raise Refused(code)
    return text.strip()
