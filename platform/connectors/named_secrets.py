"""Secrets of the bound city, by the names that its options call them by."""

from __future__ import annotations

from configuration import secrets
from connectors.base import Misconfigured
from kernel.crypto import UnableToOpen
from kernel.errors import Refusal


def secret(name: str) -> bytes:
    """``Misconfigured``: ``secret_missing``, also where it was sealed with a key that is gone."""
    try:
        return secrets.read(name)
    except (Refusal, UnableToOpen):
        raise Misconfigured("secret_missing") from None


def secret_text(name: str) -> str:
    try:
        return secret(name).decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise Misconfigured("secret_no_text") from None
