"""The stand-in's own keys and the metadata that it shows to the product, all in one shared folder."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

KEY_FILE = "idp-key.pem"
CERTIFICATE_FILE = "idp-cert.pem"
METADATA_FILE = "idp-metadata.xml"

_METADATA = """<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity_id}">
  <md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data>
      </ds:KeyInfo>
    </md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{base}/sso"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
"""


def new_pair(common_name: str, bits: int = 3072) -> tuple[bytes, bytes]:
    """Private key and self-signed certificate, both in PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    pem = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem, certificate.public_bytes(encoding)


def ensure_pair(folder: Path) -> tuple[bytes, bytes]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key_file, certificate_file = folder / KEY_FILE, folder / CERTIFICATE_FILE
    if not (key_file.exists() and certificate_file.exists()):
        key, certificate = new_pair("eid stand-in")
        certificate_file.write_bytes(certificate)
        with os.fdopen(os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(key)
    return key_file.read_bytes(), certificate_file.read_bytes()


def metadata(base: str, entity_id: str, certificate: bytes) -> str:
    body = "".join(line for line in certificate.decode().splitlines() if "-----" not in line)
    return _METADATA.format(entity_id=entity_id, base=base, certificate=body)


def write_metadata(folder: Path, base: str, entity_id: str, certificate: bytes) -> None:
    """Written whole or not at all: the product may be reading."""
    temporary = folder / f"{METADATA_FILE}.new"
    temporary.write_text(metadata(base, entity_id, certificate), encoding="utf-8")
    temporary.replace(folder / METADATA_FILE)
