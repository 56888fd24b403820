"""The answer: an assertion, signed (RSASSA-PSS), encrypted (AES-256-GCM, RSA-OAEP), in a signed response.

The steps are functions of their own, so that tests can leave one out or get it wrong.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
DS = "http://www.w3.org/2000/09/xmldsig#"
AKDB = "https://www.akdb.de/request/2018/09"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XS = "http://www.w3.org/2001/XMLSchema"
PSS = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"
STATUS = "urn:oasis:names:tc:SAML:2.0:status:"
VALID_FOR = timedelta(minutes=5)

_ENCRYPTED = """<saml:EncryptedAssertion xmlns:saml="{saml}">
<xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Type="http://www.w3.org/2001/04/xmlenc#Element">
<xenc:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/>
<ds:KeyInfo xmlns:ds="{ds}"><xenc:EncryptedKey>
<xenc:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#rsa-oaep">
<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
<xenc11:MGF xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" Algorithm="http://www.w3.org/2009/xmlenc11#mgf1sha256"/>
</xenc:EncryptionMethod>
<xenc:CipherData><xenc:CipherValue>{key}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo>
<xenc:CipherData><xenc:CipherValue>{content}</xenc:CipherValue></xenc:CipherData>
</xenc:EncryptedData></saml:EncryptedAssertion>"""


@dataclass(frozen=True)
class Answer:
    """To whom and what about; everything that both the assertion and the response have to say."""

    issuer: str
    service_provider: str
    acs_url: str
    in_response_to: str
    at: datetime


@dataclass(frozen=True)
class Sent:
    """One attribute as it is sent. ``trust`` is BundID's word: UNTERGEORDNET, NORMAL, SUBSTANTIELL, HOCH."""

    oid: str
    friendly: str
    value: str
    trust: str


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _child(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    node = etree.SubElement(parent, name, attributes)
    node.text = text
    return node


def _new_id() -> str:
    return f"_{secrets.token_hex(16)}"


def assertion(answer: Answer, *, level: str, attributes: Iterable[Sent]) -> etree._Element:
    moment, until = _moment(answer.at), _moment(answer.at + VALID_FOR)
    root = etree.Element(
        f"{{{SAML}}}Assertion", nsmap={"saml2": SAML, "xs": XS}, ID=_new_id(), IssueInstant=moment, Version="2.0"
    )
    _child(root, f"{{{SAML}}}Issuer", answer.issuer)
    subject = _child(root, f"{{{SAML}}}Subject")
    transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
    _child(subject, f"{{{SAML}}}NameID", _new_id(), Format=transient)
    confirmation = _child(subject, f"{{{SAML}}}SubjectConfirmation", Method="urn:oasis:names:tc:SAML:2.0:cm:bearer")
    _child(
        confirmation,
        f"{{{SAML}}}SubjectConfirmationData",
        InResponseTo=answer.in_response_to,
        NotOnOrAfter=until,
        Recipient=answer.acs_url,
    )
    conditions = _child(root, f"{{{SAML}}}Conditions", NotBefore=moment, NotOnOrAfter=until)
    audience = _child(conditions, f"{{{SAML}}}AudienceRestriction")
    _child(audience, f"{{{SAML}}}Audience", answer.service_provider)
    statement = _child(root, f"{{{SAML}}}AuthnStatement", AuthnInstant=moment, SessionIndex=_new_id())
    context = _child(statement, f"{{{SAML}}}AuthnContext")
    _child(context, f"{{{SAML}}}AuthnContextClassRef", level)
    _attribute_statement(root, attributes)
    return root


def _attribute_statement(root: etree._Element, attributes: Iterable[Sent]) -> None:
    statement = _child(root, f"{{{SAML}}}AttributeStatement")
    for sent in attributes:
        node = etree.SubElement(
            statement,
            f"{{{SAML}}}Attribute",
            {
                "Name": sent.oid,
                "FriendlyName": sent.friendly,
                "NameFormat": "urn:oasis:names:tc:SAML:2.0:attrname-format:uri",
                f"{{{AKDB}}}TrustLevel": sent.trust,
            },
            nsmap={"akdb": AKDB},
        )
        value = etree.SubElement(node, f"{{{SAML}}}AttributeValue", nsmap={"xsi": XSI})
        value.set(f"{{{XSI}}}type", "xs:string")
        value.text = sent.value


def sign(root: etree._Element, key_pem: bytes, algorithm: str = PSS) -> None:
    """Enveloped, after the issuer. python-xmlsec has no name for PSS, so the algorithm's name is set by hand."""
    signature = xmlsec.template.create(root, xmlsec.constants.TransformExclC14N, xmlsec.constants.TransformRsaSha256)
    for method in signature.iterfind(f"{{{DS}}}SignedInfo/{{{DS}}}SignatureMethod"):
        method.set("Algorithm", algorithm)
    reference = xmlsec.template.add_reference(signature, xmlsec.constants.TransformSha256, uri=f"#{root.get('ID')}")
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    root.insert(1, signature)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(key_pem, xmlsec.constants.KeyDataFormatPem)
    context.register_id(root, "ID")
    context.sign(signature)


def encrypted(plain: bytes, sp_certificate: bytes) -> etree._Element:
    public = x509.load_pem_x509_certificate(sp_certificate).public_key()
    if not isinstance(public, rsa.RSAPublicKey):
        raise TypeError("the service provider's certificate holds no RSA key")
    key, nonce = AESGCM.generate_key(256), os.urandom(12)
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
    xml = _ENCRYPTED.format(
        saml=SAML,
        ds=DS,
        key=base64.b64encode(public.encrypt(key, oaep)).decode(),
        content=base64.b64encode(nonce + AESGCM(key).encrypt(nonce, plain, None)).decode(),
    )
    return etree.fromstring(xml)


def response(
    answer: Answer, *, content: etree._Element | None = None, status: tuple[str, ...] = ("Success",)
) -> etree._Element:
    """An unsigned response; ``status`` from the outer code to the inner one."""
    root = etree.Element(
        f"{{{SAMLP}}}Response",
        nsmap={"saml2p": SAMLP, "saml2": SAML},
        ID=_new_id(),
        Version="2.0",
        IssueInstant=_moment(answer.at),
        Destination=answer.acs_url,
        InResponseTo=answer.in_response_to,
    )
    _child(root, f"{{{SAML}}}Issuer", answer.issuer)
    node = _child(root, f"{{{SAMLP}}}Status")
    outer = node
    for code in status:
        node = _child(node, f"{{{SAMLP}}}StatusCode", Value=f"{STATUS}{code}")
    if content is not None:
        root.append(content)
    elif status[-1] == "RequestDenied":
        _detail(outer)
    return root


def _detail(status: etree._Element) -> None:
    error = {"code": "IDP_REQUIRED_ATTRIBUTES_MISSING", "message": "a required attribute is not available"}
    detail = _child(status, f"{{{SAMLP}}}StatusDetail")
    node = etree.SubElement(detail, f"{{{AKDB}}}StatusDetail", nsmap={"akdb": AKDB})
    node.text = json.dumps({"version": "1.0", "errors": [error]})


def packed(root: etree._Element) -> str:
    return base64.b64encode(etree.tostring(root, xml_declaration=True, encoding="UTF-8")).decode()
