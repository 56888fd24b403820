"""The archive's content: a tar in a sealed file, written and read as a stream, counted and hashed part by part.

A member's name begins with its part (``data/audit_auditentry/000001``). The last member, ``manifest.json``, says of each
part how many rows or files, bytes, and the SHA-256 over the members' contents in their order.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, BinaryIO, cast

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from kernel.sealed_file import SealedReader, SealedWriter, UnableToUnseal

MAGIC = b"ZUSAGE CITY ARCHIVE"
FORMAT = 1
MANIFEST = "manifest.json"
CASE_KEYS = "case keys"
_BLOCKS = 16 * tarfile.BLOCKSIZE


@dataclass
class Tally:
    """What a part consists of."""

    count: int = 0
    size: int = 0
    digest: Any = field(default_factory=sha256)

    def add(self, content: bytes, count: int) -> None:
        self.count += count
        self.size += len(content)
        self.digest.update(content)

    def told(self) -> dict[str, Any]:
        return {"count": self.count, "bytes": self.size, "sha256": self.digest.hexdigest()}


def part_of(name: str) -> str:
    """``data/audit_auditentry`` for a table's piece; for all else what stands before the first slash."""
    pieces = name.split("/")
    return "/".join(pieces[:2]) if pieces[0] == "data" else pieces[0]


class ChestWriter:
    """``put`` adds a member; ``close`` writes the manifest and answers it."""

    def __init__(self, out: BinaryIO, *, clear: dict[str, Any], recipient: X25519PublicKey) -> None:
        self._sealed = SealedWriter(out, magic=MAGIC, clear={"format": FORMAT, **clear}, recipient=recipient)
        self._tar = tarfile.open(  # noqa: SIM115  closed by ``close``
            fileobj=cast(BinaryIO, self._sealed), mode="w|", format=tarfile.PAX_FORMAT, bufsize=_BLOCKS
        )
        self._parts: dict[str, Tally] = {}

    @property
    def case_key(self) -> bytes:
        """What wraps the cases' keys in this archive."""
        return self._sealed.derived(CASE_KEYS)

    def put(self, name: str, content: bytes, *, count: int = 1) -> None:
        self._add(name, content)
        self._parts.setdefault(part_of(name), Tally()).add(content, count)

    def put_json(self, name: str, value: Any) -> None:
        self.put(name, json.dumps(value, ensure_ascii=False, indent=1, default=str).encode())

    def close(self) -> dict[str, Any]:
        manifest = {name: tally.told() for name, tally in sorted(self._parts.items())}
        self._add(MANIFEST, json.dumps(manifest, indent=1).encode())
        self._tar.close()
        self._sealed.close()
        return manifest

    def _add(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self._tar.addfile(member, io.BytesIO(content))


@dataclass
class Manifest:
    """Filled while the members are read; ``told`` is what the archive says of itself."""

    counted: dict[str, Tally] = field(default_factory=dict)
    told: dict[str, Any] | None = None

    def check(self) -> None:
        counted = {name: (tally.size, tally.digest.hexdigest()) for name, tally in self.counted.items()}
        told = {name: (part["bytes"], part["sha256"]) for name, part in (self.told or {}).items()}
        if self.told is None or counted != told:
            raise UnableToUnseal(code="damaged")


class ChestReader:
    """The members one by one, in the order in which they were written. Refused: ``UnableToUnseal``."""

    def __init__(self, file: BinaryIO, key: X25519PrivateKey) -> None:
        file.seek(0)
        self._sealed = SealedReader(file, magic=MAGIC, key=key)
        self.clear = self._sealed.clear
        self.manifest = Manifest()

    @property
    def case_key(self) -> bytes:
        return self._sealed.derived(CASE_KEYS)

    def members(self) -> Iterator[tuple[str, bytes]]:
        """Ends only when everything was there: every frame, every member, as the manifest says."""
        try:
            with tarfile.open(fileobj=cast(BinaryIO, self._sealed), mode="r|", bufsize=_BLOCKS) as tar:
                yield from self._read(tar)
        except tarfile.TarError:
            raise UnableToUnseal(code="damaged") from None
        while self._sealed.read(_BLOCKS):
            pass  # a file that is cut after the tar's end is cut all the same
        self.manifest.check()

    def _read(self, tar: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
        for member in tar:
            tar.members.clear()  # type: ignore[attr-defined]  # else it remembers every member
            file = tar.extractfile(member)
            content = file.read() if file else b""
            if member.name == MANIFEST:
                self.manifest.told = json.loads(content)
                return
            self.manifest.counted.setdefault(part_of(member.name), Tally()).add(content, 0)
            yield member.name, content
