"""Envelope encryption: a data key per case, wrapped by the city's key; erasing a case is destroying its data key.

AES-256-GCM with a random 96-bit nonce. The associated data names city, table, field and row, so that a
value cannot be moved to another place unnoticed. Values sealed with a lost key raise ``UnableToOpen``.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kernel.errors import Refusal

_VERSION = b"\x01"
_NONCE = 12


class UnableToOpen(Refusal):
    """The value was changed, moved, or its key is gone."""

    code = "unable_to_open"


def new_key() -> bytes:
    return AESGCM.generate_key(256)


def seal(key: bytes, plain: bytes, place: str) -> bytes:
    """Encrypts ``plain`` for exactly this ``place`` (for example ``city|table|field|id``)."""
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    if sealed[:1] != _VERSION:
        raise UnableToOpen(code="unknown_envelope")
    nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, bytes(body), place.encode())
    except InvalidTag:
        raise UnableToOpen() from None


def key_fingerprint(key: bytes) -> str:
    """Names a key without telling it: to say in a certificate which one was destroyed."""
    return hmac.new(key, b"zusage key fingerprint", hashlib.sha256).hexdigest()[:16]


class CityKeys(Protocol):
    """Where the cities' keys come from: a folder of files locally, a key management service in production.

    A destroyed or replaced key is never answered from memory, in no process.
    """

    def key_of(self, city: str) -> bytes: ...

    def create(self, city: str) -> bool: ...

    def destroy(self, city: str) -> None: ...


class FileKeys:
    """One file per city in a folder that only this user may read. Made for one machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cached = lru_cache(maxsize=1024)(self._read)

    def _path(self, city: str) -> Path:
        return self._folder / f"{city}.key"

    def _read(self, city: str, _made: tuple[int, int]) -> bytes:
        return self._path(city).read_bytes()

    def key_of(self, city: str) -> bytes:
        """From memory while the file is the one that was read: another process may destroy or replace it."""
        try:
            there = self._path(city).stat()
            return self._cached(city, (there.st_ino, there.st_mtime_ns))
        except FileNotFoundError:
            raise UnableToOpen(code="city_key_missing") from None

    def create(self, city: str) -> bool:
        """Makes the city's key unless there is one; never replaces a key. Answers whether it made one."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(self._path(city), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return False
        with os.fdopen(handle, "wb") as file:
            file.write(new_key())
        return True

    def destroy(self, city: str) -> None:
        self._path(city).unlink(missing_ok=True)
        self._cached.cache_clear()
