"""Enveloped XML signatures: ours on requests, the provider's on answers.

libxmlsec 1.3 knows RSASSA-PSS, python-xmlsec has no constant for it; so the algorithm is written into the template
by its name.
"""

from __future__ import annotations

from collections.abc import Iterable

import xmlsec
from lxml import etree

from identity.adapters.saml.documents import only, unique_ids
from identity.adapters.saml.names import DIGESTS, DS, ENVELOPED, EXC_C14N, tag
from identity.base import IdentityRefused


def sign(element: etree._Element, *, place: int, key_pem: bytes, algorithm: str) -> None:
    """Signs the document of which ``element`` is the root; the signature becomes its child number ``place``."""
    signature = xmlsec.template.create(element, xmlsec.constants.TransformExclC14N, xmlsec.constants.TransformRsaSha256)
    for method in signature.iterfind(f"{tag(DS, 'SignedInfo')}/{tag(DS, 'SignatureMethod')}"):
        method.set("Algorithm", algorithm)
    reference = xmlsec.template.add_reference(signature, xmlsec.constants.TransformSha256, uri=f"#{element.get('ID')}")
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    element.insert(place, signature)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(key_pem, xmlsec.constants.KeyDataFormatPem)
    context.register_id(element, "ID")
    context.sign(signature)


def check_signature(root: etree._Element, certificates: Iterable[bytes], accepted: frozenset[str]) -> None:
    """The document's one signature is a child of ``root``, covers all of it and fits one of the certificates."""
    unique_ids(root)
    if len(list(root.iter(tag(DS, "Signature")))) != 1:
        raise IdentityRefused("signature_missing" if root.find(f".//{tag(DS, 'Signature')}") is None else "signatures")
    signature = only(root, tag(DS, "Signature"), "signature_elsewhere")
    _check_form(signature, root.get("ID") or "", accepted)
    if not any(_fits(root, signature, certificate) for certificate in certificates):
        raise IdentityRefused("signature_wrong")


def _check_form(signature: etree._Element, root_id: str, accepted: frozenset[str]) -> None:
    """Only the algorithms and the one reference that a SAML signature has (SAML core 5.4); no XPath, no XSLT, no object."""
    info = only(signature, tag(DS, "SignedInfo"), "signature_form")
    reference = only(info, tag(DS, "Reference"), "signature_form")
    transforms = [node.get("Algorithm") for node in reference.iter(tag(DS, "Transform"))]
    if (
        not root_id
        or reference.get("URI") != f"#{root_id}"
        or transforms != [ENVELOPED, EXC_C14N]
        or signature.find(tag(DS, "Object")) is not None
    ):
        raise IdentityRefused("signature_form")
    canonical = only(info, tag(DS, "CanonicalizationMethod"), "signature_form").get("Algorithm")
    digest = only(reference, tag(DS, "DigestMethod"), "signature_form").get("Algorithm")
    method = only(info, tag(DS, "SignatureMethod"), "signature_form").get("Algorithm")
    if canonical != EXC_C14N or digest not in DIGESTS or method not in accepted:
        raise IdentityRefused("signature_algorithm")


def _fits(root: etree._Element, signature: etree._Element, certificate: bytes) -> bool:
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(certificate, xmlsec.constants.KeyDataFormatCertPem)
    context.register_id(root, "ID")
    try:
        context.verify(signature)
    except xmlsec.Error:
        return False
    return True
