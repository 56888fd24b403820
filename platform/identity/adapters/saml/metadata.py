"""What the identity provider says of itself (its metadata file), and what we say of ourselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from identity.adapters.saml.documents import parsed
from identity.adapters.saml.keys import CERTIFICATE_FILE
from identity.adapters.saml.names import DS, MD, POST_BINDING, SAMLP, tag
from identity.adapters.saml.settings import SamlSettings
from identity.base import IdentityRefused, ProviderUnavailable


@dataclass(frozen=True)
class IdpMetadata:
    """``certificates`` in PEM: several while the provider changes keys."""

    entity_id: str
    sso_url: str
    certificates: tuple[bytes, ...]


def read_idp_metadata(path: Path) -> IdpMetadata:
    """Read once per version of the file. ``ProviderUnavailable`` when it is missing or unusable."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise ProviderUnavailable(f"no metadata of the identity provider at {path}") from None


@lru_cache(maxsize=8)
def _read(path: Path, _version: int) -> IdpMetadata:
    try:
        root = parsed(path.read_bytes())
    except IdentityRefused as refusal:
        raise ProviderUnavailable(f"{path} cannot be read: {refusal.code}") from None
    role = root.find(tag(MD, "IDPSSODescriptor"))
    entity_id = root.get("entityID")
    if role is None or not entity_id:
        raise ProviderUnavailable(f"{path} describes no identity provider")
    sso = [
        location
        for service in role.findall(tag(MD, "SingleSignOnService"))
        if service.get("Binding") == POST_BINDING and (location := service.get("Location"))
    ]
    certificates = tuple(
        _pem(certificate.text or "")
        for key in role.findall(tag(MD, "KeyDescriptor"))
        if key.get("use") in {None, "signing"}
        for certificate in key.iter(tag(DS, "X509Certificate"))
    )
    if not sso or not certificates:
        raise ProviderUnavailable(f"{path} names no POST service or no signing certificate")
    return IdpMetadata(entity_id, sso[0], certificates)


def _pem(base64_text: str) -> bytes:
    body = "".join(base64_text.split())
    pem = f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n".encode()
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.PEM)


def sp_metadata(settings: SamlSettings) -> bytes:
    """Our own metadata, to be handed to the provider: no validUntil and no ID, as BundID asks."""
    root = etree.Element(tag(MD, "EntityDescriptor"), nsmap={"md": MD, "ds": DS}, entityID=settings.entity_id)
    role = etree.SubElement(
        root,
        tag(MD, "SPSSODescriptor"),
        AuthnRequestsSigned="true",
        WantAssertionsSigned="true",
        protocolSupportEnumeration=SAMLP,
    )
    pem = (settings.key_dir / CERTIFICATE_FILE).read_text()
    for use in ("signing", "encryption"):
        node = etree.SubElement(role, tag(MD, "KeyDescriptor"), use=use)
        for name in ("KeyInfo", "X509Data", "X509Certificate"):
            node = etree.SubElement(node, tag(DS, name))
        node.text = "".join(line for line in pem.splitlines() if "-----" not in line)
    etree.SubElement(
        role,
        tag(MD, "AssertionConsumerService"),
        Binding=POST_BINDING,
        Location=settings.acs_url,
        index="0",
        isDefault="true",
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
