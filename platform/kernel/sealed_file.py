"""A file that only its recipient can open, written and read in pieces: memory does not grow with it.

``MAGIC`` and a line of JSON in the clear, then frames. The file's own random key is in that line, encrypted to the
recipient's X25519 key by HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM). Each frame is a length (4 bytes) and up to
1 MiB under AES-256-GCM; its nonce is its number and whether it is the last, so that none can be changed, moved, left out
or cut off unnoticed; its key is derived with the clear line, so that this cannot be changed either.
"""

from __future__ import annotations

import base64
import json
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kernel.crypto import new_key
from kernel.errors import Refusal
from kernel.recipients import fingerprint

FRAME = 1024 * 1024
LONGEST_LINE = 64 * 1024
_TAG = 16
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class UnableToUnseal(Refusal):
    """not_an_archive, wrong_key, damaged, truncated."""

    code = "damaged"


class _Secrets:
    """What is derived from the file's key: one key for the frames, others by name for what lies inside."""

    def __init__(self, key: bytes, line: bytes) -> None:
        self._key, self._line = key, line

    def derived(self, name: str) -> bytes:
        kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=name.encode() + b"\0" + self._line)
        return kdf.derive(self._key)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class SealedWriter:
    """A file to write to. Without ``close`` there is no last frame, and nobody will open it."""

    def __init__(self, out: BinaryIO, *, magic: bytes, clear: dict[str, Any], recipient: X25519PublicKey) -> None:
        key = new_key()
        sealed = base64.b64encode(_SUITE.encrypt(key, recipient, info=magic)).decode()
        told = {**clear, "recipient": fingerprint(recipient), "sealed_key": sealed}
        line = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        self._secrets = _Secrets(key, line)
        self._frames, self._number = AESGCM(self._secrets.derived("frames")), 0
        self._out, self._rest = out, bytearray()
        out.write(magic + b"\n" + line + b"\n")

    def derived(self, name: str) -> bytes:
        return self._secrets.derived(name)

    def write(self, data: bytes) -> int:
        self._rest += data
        while len(self._rest) > FRAME:
            self._frame(bytes(self._rest[:FRAME]), last=False)
            del self._rest[:FRAME]
        return len(data)

    def close(self) -> None:
        self._frame(bytes(self._rest), last=True)
        self._rest.clear()

    def _frame(self, plain: bytes, *, last: bool) -> None:
        body = self._frames.encrypt(_nonce(self._number, last), plain, None)
        self._out.write(len(body).to_bytes(4, "big") + body)
        self._number += 1


def read_clear(file: BinaryIO, *, magic: bytes) -> tuple[dict[str, Any], bytes]:
    """What stands in the clear, and its bytes. Refused: not_an_archive."""
    if file.readline(len(magic) + 1) != magic + b"\n":
        raise UnableToUnseal(code="not_an_archive")
    line = file.readline(LONGEST_LINE).removesuffix(b"\n")
    try:
        clear = json.loads(line)
    except ValueError:
        raise UnableToUnseal(code="damaged") from None
    if not isinstance(clear, dict) or not isinstance(clear.get("sealed_key"), str):
        raise UnableToUnseal(code="damaged")
    return clear, line


class SealedReader:
    """Answers nothing that was not proven: a frame is read whole before a byte of it is handed out."""

    def __init__(self, file: BinaryIO, *, magic: bytes, key: X25519PrivateKey) -> None:
        self.clear, line = read_clear(file, magic=magic)
        self._secrets = _Secrets(self._opened(magic, key), line)
        self._frames, self._number = AESGCM(self._secrets.derived("frames")), 0
        self._file, self._rest, self._ended = file, bytearray(), False

    def _opened(self, magic: bytes, key: X25519PrivateKey) -> bytes:
        if self.clear.get("recipient") != fingerprint(key.public_key()):
            raise UnableToUnseal(code="wrong_key")
        try:
            return bytes(_SUITE.decrypt(base64.b64decode(self.clear["sealed_key"]), key, info=magic))
        except (InvalidTag, ValueError):
            raise UnableToUnseal(code="damaged") from None

    def derived(self, name: str) -> bytes:
        return self._secrets.derived(name)

    def read(self, size: int = -1) -> bytes:
        while not self._ended and (size < 0 or len(self._rest) < size):
            self._frame()
        size = len(self._rest) if size < 0 else size
        found = bytes(self._rest[:size])
        del self._rest[:size]
        return found

    def _frame(self) -> None:
        length = int.from_bytes(self._exactly(4), "big")
        if not _TAG <= length <= FRAME + _TAG:
            raise UnableToUnseal(code="damaged")
        body = self._exactly(length)
        here = self._file.read(1)
        self._ended = not here
        try:
            self._rest += self._frames.decrypt(_nonce(self._number, self._ended), body, None)
        except InvalidTag:
            raise UnableToUnseal(code=self._why(body)) from None
        self._number += 1
        if here:
            self._file.seek(-1, 1)

    def _why(self, body: bytes) -> str:
        """A good frame that only is not the last one: the file was cut between two."""
        try:
            self._frames.decrypt(_nonce(self._number, False), body, None)
        except InvalidTag:
            return "damaged"
        return "truncated"

    def _exactly(self, size: int) -> bytes:
        found = self._file.read(size)
        if len(found) < size:
            raise UnableToUnseal(code="truncated")
        return found
