"""XML Encryption as BundID uses it: AES-GCM for the content, RSA-OAEP for its key. CBC, 3DES and PKCS#1 v1.5 are refused.

Done with ``cryptography`` instead of libxmlsec, because anybody can encrypt for us: what comes out must first pass
our own parser.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

from identity.adapters.saml.documents import only, parsed
from identity.adapters.saml.names import (
    CONTENT_CIPHERS,
    DS,
    RSA_OAEP,
    RSA_OAEP_MGF1P,
    SAML,
    XENC,
    XENC11,
    tag,
)
from identity.base import IdentityRefused

_DIGESTS: dict[str | None, hashes.HashAlgorithm] = {
    None: hashes.SHA1(),  # noqa: S303 (the default of XML Encryption; OAEP does not rest on collision resistance)
    f"{DS}sha1": hashes.SHA1(),  # noqa: S303  the same
    f"{XENC}sha256": hashes.SHA256(),
    "http://www.w3.org/2001/04/xmldsig-more#sha384": hashes.SHA384(),
    f"{XENC}sha512": hashes.SHA512(),
}
_MASKS: dict[str | None, hashes.HashAlgorithm] = {
    None: hashes.SHA1(),  # noqa: S303  the same
    f"{XENC11}mgf1sha1": hashes.SHA1(),  # noqa: S303  the same
    f"{XENC11}mgf1sha256": hashes.SHA256(),
    f"{XENC11}mgf1sha384": hashes.SHA384(),
    f"{XENC11}mgf1sha512": hashes.SHA512(),
}
_NONCE = 12


def decrypted(encrypted: etree._Element, key: rsa.RSAPrivateKey) -> etree._Element:
    """The assertion in an ``EncryptedAssertion``, as the root of a document of its own."""
    data = only(encrypted, tag(XENC, "EncryptedData"), "encryption_form")
    if _algorithm(data) not in CONTENT_CIPHERS:
        raise IdentityRefused("encryption_algorithm")
    content_key = _content_key(only_key(encrypted), key)
    sealed = _cipher_value(data)
    try:
        plain = AESGCM(content_key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
    except (InvalidTag, ValueError):
        raise IdentityRefused("not_decryptable") from None
    return _as_document(plain, encrypted)


def only_key(encrypted: etree._Element) -> etree._Element:
    """The key for the content stands in it or beside it, depending on the provider's library."""
    keys = list(encrypted.iter(tag(XENC, "EncryptedKey")))
    if len(keys) != 1:
        raise IdentityRefused("encryption_form")
    return keys[0]


def _algorithm(node: etree._Element) -> str | None:
    return only(node, tag(XENC, "EncryptionMethod"), "encryption_form").get("Algorithm")


def _content_key(encrypted_key: etree._Element, key: rsa.RSAPrivateKey) -> bytes:
    try:
        return key.decrypt(_cipher_value(encrypted_key), _oaep(encrypted_key))
    except ValueError:
        raise IdentityRefused("not_decryptable") from None


def _oaep(encrypted_key: etree._Element) -> padding.OAEP:
    algorithm = _algorithm(encrypted_key)
    method = only(encrypted_key, tag(XENC, "EncryptionMethod"), "encryption_form")
    digest = method.find(tag(DS, "DigestMethod"))
    mask = method.find(tag(XENC11, "MGF")) if algorithm == RSA_OAEP else None
    if algorithm not in {RSA_OAEP, RSA_OAEP_MGF1P} or method.find(tag(XENC, "OAEPparams")) is not None:
        raise IdentityRefused("encryption_algorithm")
    try:
        return padding.OAEP(
            mgf=padding.MGF1(_MASKS[None if mask is None else mask.get("Algorithm")]),
            algorithm=_DIGESTS[None if digest is None else digest.get("Algorithm")],
            label=None,
        )
    except KeyError:
        raise IdentityRefused("encryption_algorithm") from None


def _cipher_value(node: etree._Element) -> bytes:
    data = only(node, tag(XENC, "CipherData"), "encryption_form")
    value = only(data, tag(XENC, "CipherValue"), "encryption_form")
    try:
        return base64.b64decode("".join((value.text or "").split()), validate=True)
    except binascii.Error:
        raise IdentityRefused("encryption_form") from None


def _as_document(plain: bytes, place: etree._Element) -> etree._Element:
    """Some libraries encrypt the text of the element without the namespaces it inherits: these are lent to it."""
    lender = etree.Element("lender", nsmap={prefix: uri for prefix, uri in place.nsmap.items() if prefix})
    opening = etree.tostring(lender).removesuffix(b"/>") + b">"
    lender = parsed(opening + plain + b"</lender>")
    if len(lender) != 1 or (lender.text or "").strip() or (lender[0].tail or "").strip():
        raise IdentityRefused("encryption_form")
    assertion = lender[0]
    if assertion.tag != tag(SAML, "Assertion"):
        raise IdentityRefused("no_assertion")
    assertion.tail = None
    return parsed(etree.tostring(assertion))
