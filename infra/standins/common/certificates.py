"""The authority behind the stand-in's own certificate and those of its callers, made at the first start and kept."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

_YEARS = timedelta(days=3650)


def make(folder: Path, passwords: dict[str, str] | None = None) -> None:
    """``authority.pem``, ``server.pem`` and a ``client-NAME.p12`` for each caller, sealed with its password."""
    if (folder / "server.pem").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("Attrappe, Wurzel", key, issuer=None, signed_by=key)
    for name, password in (passwords or {}).items():
        own = ec.generate_private_key(ec.SECP256R1())
        made = _certificate(name, own, issuer=authority, signed_by=key)
        sealed = serialize_key_and_certificates(
            name.encode(), own, made, None, BestAvailableEncryption(password.encode())
        )
        _write(folder / f"client-{name}.p12", sealed)
    own = ec.generate_private_key(ec.SECP256R1())
    server = _certificate("localhost", own, issuer=authority, signed_by=key)
    secret = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(folder / "authority.pem", authority.public_bytes(Encoding.PEM))
    _write(folder / "server.pem", server.public_bytes(Encoding.PEM) + secret)


def context(folder: Path, *, mutual: bool) -> ssl.SSLContext:
    """``mutual``: nobody comes in without a certificate of the authority's."""
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(folder / "authority.pem"))
    if mutual:
        made.verify_mode = ssl.CERT_REQUIRED
    made.load_cert_chain(folder / "server.pem")
    return made


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    *,
    issuer: x509.Certificate | None,
    signed_by: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    at = datetime.now(UTC)
    places = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    public = signed_by.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _YEARS)
        .not_valid_after(at + _YEARS)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        .add_extension(x509.SubjectAlternativeName(places), critical=False)
        .add_extension(_usage(authority=issuer is None), critical=True)
    )
    return builder.sign(signed_by, hashes.SHA256())


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=authority, crl_sign=authority, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _write(path: Path, content: bytes) -> None:
    path.touch(0o600)
    path.write_bytes(content)
