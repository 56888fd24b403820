"""The platform's own key pair for SAML, in a folder; made once, at set-up."""

from __future__ import annotations

import fcntl
import os
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from identity.base import ProviderUnavailable

KEY_FILE = "sp-key.pem"
CERTIFICATE_FILE = "sp-cert.pem"
_BITS = 3072  # BSI TR-03116-4 asks for at least 3,000
_YEARS = 10


def ensure_sp_keys(folder: Path, *, at: datetime) -> None:
    """Makes key and self-signed certificate unless they are there; never replaces a key. Safe to call at every start."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".sp-keys.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / KEY_FILE).exists() and (folder / CERTIFICATE_FILE).exists():
            return
        if (folder / KEY_FILE).exists():
            raise FileNotFoundError(
                f"{CERTIFICATE_FILE} is missing beside {KEY_FILE}; put it back, keys are not replaced"
            )
        key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
        _write(folder / CERTIFICATE_FILE, _self_signed(key, at).public_bytes(serialization.Encoding.PEM))
        _write(folder / KEY_FILE, _pem(key))


def _pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _self_signed(key: rsa.RSAPrivateKey, at: datetime) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "zusage saml")])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=365 * _YEARS))
        .sign(key, hashes.SHA256())
    )


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_suffix(".new")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    temporary.replace(path)


@lru_cache(maxsize=8)
def private_key_pem(folder: Path) -> bytes:
    try:
        return (folder / KEY_FILE).read_bytes()
    except FileNotFoundError:
        raise ProviderUnavailable(f"no {KEY_FILE} in {folder}: ensure_sp_keys makes it at set-up") from None


@lru_cache(maxsize=8)
def private_key(folder: Path) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(private_key_pem(folder), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("the SAML key must be an RSA key")
    return key
