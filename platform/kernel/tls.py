"""A certificate with which we make ourselves known to a server that asks for one (mutual TLS)."""

from __future__ import annotations

import secrets
import ssl
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12


class UnusableCertificate(ValueError):
    """Not readable, or the passphrase is not its own. Says nothing of what was in it."""


def context_with(bundle: bytes, *, passphrase: str = "", trusted: str = "") -> ssl.SSLContext:
    """``bundle``: certificate and key as PKCS #12. ``trusted``: PEM of the other side's authority, where it is none that
    everybody knows; then no other is believed. Raises ``UnusableCertificate``.
    """
    context = trusting(trusted)
    try:
        found = load_pkcs12(bundle, passphrase.encode() or None)
        if found.key is None or found.cert is None:
            raise UnusableCertificate
        chain = [found.cert, *found.additional_certs]
        once = secrets.token_urlsafe(32)
        key = found.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(once.encode()))
        _load(context, b"".join(each.certificate.public_bytes(Encoding.PEM) for each in chain) + key, once)
    except (ValueError, ssl.SSLError):
        raise UnusableCertificate from None
    return context


def trusting(trusted: str) -> ssl.SSLContext:
    """``trusted``: PEM, or empty for the authorities that everybody knows. Raises ``UnusableCertificate``."""
    if not trusted:
        return ssl.create_default_context()
    try:
        return ssl.create_default_context(cadata=trusted)
    except (ValueError, ssl.SSLError):
        raise UnusableCertificate from None


def readable(trusted: str) -> str:
    """As it came, for options that are checked when a city sets them. Raises ``UnusableCertificate``."""
    trusting(trusted)
    return trusted


def _load(context: ssl.SSLContext, pem: bytes, password: str) -> None:
    """The library reads files only: the key stands in one for a moment, sealed with a password made for it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "client.pem"
        path.touch(0o600)
        path.write_bytes(pem)
        context.load_cert_chain(path, password=password)
