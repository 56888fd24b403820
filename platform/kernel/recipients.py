"""Keys of those who receive sealed files: X25519, in the usual PEM files (PKCS #8 and SubjectPublicKeyInfo)."""

from __future__ import annotations

from hashlib import sha256

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from kernel.errors import Refusal


class UnableToUseKey(Refusal):
    """not_a_public_key, not_a_private_key."""

    code = "not_a_key"


def new_pair() -> tuple[bytes, bytes]:
    """(private, public), each as the content of a PEM file."""
    key = X25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private, key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def public_key(pem: bytes) -> X25519PublicKey:
    """Refused: not_a_public_key. A private key is refused too: it has no business where files are only made."""
    try:
        key = serialization.load_pem_public_key(pem)
    except ValueError:
        raise UnableToUseKey(code="not_a_public_key") from None
    if not isinstance(key, X25519PublicKey):
        raise UnableToUseKey(code="not_a_public_key")
    return key


def private_key(pem: bytes) -> X25519PrivateKey:
    """Refused: not_a_private_key."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        raise UnableToUseKey(code="not_a_private_key") from None
    if not isinstance(key, X25519PrivateKey):
        raise UnableToUseKey(code="not_a_private_key")
    return key


def fingerprint(key: X25519PublicKey) -> str:
    """Sixteen hexadecimal digits, to compare two keys by eye."""
    return sha256(key.public_bytes_raw()).hexdigest()[:16]
