"""The authority behind the stand-in's own certificate and those of its callers, made at the first start and kept."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

from infra.standins.common import store

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_ROOT = "Attrappe, Wurzel"
_YEARS = timedelta(days=3650)


def make(folder: Path, passwords: dict[str, str] | None = None) -> None:
    """``authority.pem``, ``server.pem`` and a ``client-NAME.p12`` for each caller, sealed with its password."""
    if (folder / "server.pem").exists():
        return
    key = ec.generate_private_key(ec.SECP256R1())
    authority = certificate(_ROOT, key, by=key, issuer=_ROOT)
    for name, password in (passwords or {}).items():
        own = ec.generate_private_key(ec.SECP256R1())
        made = certificate(name, own, by=key, issuer=_ROOT)
        sealed = serialize_key_and_certificates(
            name.encode(), own, made, None, BestAvailableEncryption(password.encode())
        )
        store.write(folder / f"client-{name}.p12", sealed)
    own = ec.generate_private_key(ec.SECP256R1())
    server = certificate("localhost", own, by=key, issuer=_ROOT)
    store.write(folder / "authority.pem", authority.public_bytes(Encoding.PEM))
    store.write(folder / "server.pem", server.public_bytes(Encoding.PEM) + pem(own))


def context(folder: Path, *, mutual: bool) -> ssl.SSLContext:
    """``mutual``: nobody comes in without a certificate of the authority's."""
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(folder / "authority.pem"))
    if mutual:
        made.verify_mode = ssl.CERT_REQUIRED
    made.load_cert_chain(folder / "server.pem")
    return made


def certificate(
    name: str, key: Key, *, by: ec.EllipticCurvePrivateKey, issuer: str, lasts: timedelta = 2 * _YEARS, number: int = 0,
    list_address: str = "",
) -> x509.Certificate:  # fmt: skip
    """It began ten years ago. ``by``: the key that signs, ``key`` itself for an authority. ``list_address``: where the
    list stands of those that were taken back."""
    begin, authority = datetime.now(UTC) - _YEARS, by is key
    places = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    builder = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(number or x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + lasts)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .add_extension(x509.SubjectAlternativeName(places), critical=False)
        .add_extension(_usage(authority=authority), critical=True)
    )
    if list_address:
        place = x509.DistributionPoint([x509.UniformResourceIdentifier(list_address)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
    return builder.sign(by, hashes.SHA256())


def revocation_list(
    *, by: ec.EllipticCurvePrivateKey, issuer: str, numbers: tuple[int, ...], over: bool = False
) -> bytes:
    """The certificates with these numbers were taken back, as DER; it holds for a day. ``over``: its time is up."""
    moment = datetime.now(UTC) - timedelta(days=3 if over else 0)
    made = x509.CertificateRevocationListBuilder().issuer_name(_named(issuer)).last_update(moment)
    made = made.next_update(moment + timedelta(days=1))
    for number in numbers:
        one = x509.RevokedCertificateBuilder().serial_number(number).revocation_date(moment).build()
        made = made.add_revoked_certificate(one)
    return made.sign(by, hashes.SHA256()).public_bytes(Encoding.DER)


def pem(key: Key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=False, key_encipherment=not authority, data_encipherment=False,
        key_agreement=False, key_cert_sign=authority, crl_sign=authority, encipher_only=False, decipher_only=False,
    )  # fmt: skip
