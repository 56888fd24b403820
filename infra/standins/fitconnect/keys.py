"""Keys of the service and of the authorities' systems, with certificates of an authority of its own; made once and kept."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

BITS = {"destination": 4096, "destination-verify": 4096, "service": 4096, "short": 2048}
ALGORITHMS = {"destination": ("RSA-OAEP-256", "wrapKey")}
SIGNING = ("PS512", "verify")
AUTHORITY, LISTED = "Attrappe der Verwaltungs-PKI", 4711
_YEARS = timedelta(days=3650)


@dataclass(frozen=True)
class Keys:
    """``chains``: good, expired, foreign (of an authority that nobody knows); each about the key of the destination that
    the name before the colon says."""

    private: dict[str, rsa.RSAPrivateKey]
    chains: dict[str, list[str]]
    authority: str
    root: ec.EllipticCurvePrivateKey

    def listed(self, name: str, list_address: str) -> list[str]:
        """The chain of a certificate that names a list of those that were taken back."""
        return [
            _der(_certificate(name, self.private[name], self.root, days=0, number=LISTED, list_address=list_address))
        ]

    def revoked(self, *, numbers: tuple[int, ...], over: bool = False) -> bytes:
        """That list, as DER. ``over``: its time is up."""
        moment = datetime.now(UTC) - timedelta(days=3 if over else 0)
        made = x509.CertificateRevocationListBuilder().issuer_name(_name(AUTHORITY)).last_update(moment)
        made = made.next_update(moment + timedelta(days=1))
        for number in numbers:
            one = x509.RevokedCertificateBuilder().serial_number(number).revocation_date(moment).build()
            made = made.add_revoked_certificate(one)
        return made.sign(self.root, hashes.SHA256()).public_bytes(Encoding.DER)

    def public(self, name: str, *, chain: str = "good") -> dict[str, Any]:
        algorithm, operation = ALGORITHMS.get(name, SIGNING)
        return {
            **numbers(self.private[name]), "alg": algorithm, "key_ops": [operation], "kid": name,
            **({"x5c": self.chains[f"{name}:{chain}"]} if chain else {}),
        }  # fmt: skip


def numbers(key: rsa.RSAPrivateKey) -> dict[str, str]:
    public = key.public_key().public_numbers()
    return {"kty": "RSA", "n": _b64(public.n), "e": _b64(public.e)}


@cache
def load(folder: Path) -> Keys:
    """Makes what is missing. 4096 bits take a second each, the first time only."""
    folder.mkdir(parents=True, exist_ok=True)
    private = {name: _key(folder / f"{name}.pem", bits) for name, bits in BITS.items()}
    root = _root(folder / "root.pem")
    authority = _kept(folder / "authority.pem", lambda: _certificate(AUTHORITY, root, root, days=0))
    stranger = ec.generate_private_key(ec.SECP256R1())
    chains: dict[str, list[str]] = {}
    for name in ("destination", "destination-verify"):
        made = {
            "good": _certificate(name, private[name], root, days=0),
            "expired": _certificate(name, private[name], root, days=4000),
            "foreign": _certificate(name, private[name], stranger, days=0),
        }
        chains |= {f"{name}:{kind}": [_der(one)] for kind, one in made.items()}
    return Keys(private, chains, authority, root)


def _key(path: Path, bits: int) -> rsa.RSAPrivateKey:
    if not path.exists():
        _write(path, _pem(rsa.generate_private_key(65537, bits)))
    found = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(found, rsa.RSAPrivateKey):
        raise TypeError(f"{path} is no RSA key")
    return found


def _root(path: Path) -> ec.EllipticCurvePrivateKey:
    if not path.exists():
        _write(path, _pem(ec.generate_private_key(ec.SECP256R1())))
    found = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(found, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path} is no EC key")
    return found


def _kept(path: Path, make: Any) -> str:
    if not path.exists():
        _write(path, make().public_bytes(Encoding.PEM))
    return path.read_text()


def _certificate(
    name: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, issuer: ec.EllipticCurvePrivateKey, *, days: int,
    number: int = 0, list_address: str = "",
) -> x509.Certificate:  # fmt: skip
    """``days``: how long ago it began; it ends after ten years, or before today if it began earlier than that."""
    itself = key is issuer
    begin = datetime.now(UTC) - timedelta(days=days or 3000)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(AUTHORITY))
        .public_key(key.public_key())
        .serial_number(number or x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - 2 * _YEARS if itself else begin)
        .not_valid_after(datetime.now(UTC) + _YEARS if itself else begin + _YEARS)
        .add_extension(x509.BasicConstraints(ca=itself, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), critical=False)
        .add_extension(_usage(authority=itself), critical=True)
    )
    if list_address:
        place = x509.DistributionPoint([x509.UniformResourceIdentifier(list_address)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
    return builder.sign(issuer, hashes.SHA256())


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=False, key_encipherment=not authority, data_encipherment=False,
        key_agreement=False, key_cert_sign=authority, crl_sign=authority, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _der(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes) -> None:
    path.touch(0o600)
    path.write_bytes(content)


def _b64(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8)).rstrip(b"=").decode()
