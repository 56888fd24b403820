"""A sealed file: opened by its recipient alone, whole or not at all, in memory that does not grow."""

from __future__ import annotations

import io
import tracemalloc
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kernel.recipients import UnableToUseKey, fingerprint, new_pair, private_key, public_key
from kernel.sealed_file import FRAME, SealedReader, SealedWriter, UnableToUnseal

KEY = X25519PrivateKey.generate()
MAGIC = b"TEST"


def _sealed(*pieces: bytes) -> bytes:
    out = io.BytesIO()
    writer = SealedWriter(out, magic=MAGIC, clear={"of": "x"}, recipient=KEY.public_key())
    for piece in pieces:
        writer.write(piece)
    writer.close()
    return out.getvalue()


def _opened(content: bytes, key: X25519PrivateKey = KEY) -> bytes:
    return SealedReader(io.BytesIO(content), magic=MAGIC, key=key).read()


def _frames(content: bytes) -> tuple[bytes, list[bytes]]:
    start = content.index(b"\n", content.index(b"\n") + 1) + 1
    head, rest, found = content[:start], content[start:], []
    while rest:
        size = 4 + int.from_bytes(rest[:4], "big")
        found.append(rest[:size])
        rest = rest[size:]
    return head, found


@pytest.mark.parametrize("size", [0, 1, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME, 3 * FRAME + 5])
def test_what_went_in_comes_out(size: int) -> None:
    content = bytes(range(251)) * (size // 251 + 1)
    assert _opened(_sealed(content[: size // 2], content[size // 2 : size])) == content[:size]


def test_what_is_derived_is_the_same_on_both_sides_and_differs_by_name() -> None:
    out = io.BytesIO()
    writer = SealedWriter(out, magic=MAGIC, clear={}, recipient=KEY.public_key())
    writer.close()
    reader = SealedReader(io.BytesIO(out.getvalue()), magic=MAGIC, key=KEY)
    assert writer.derived("a") == reader.derived("a") != reader.derived("b")


@pytest.mark.parametrize(
    "harm",
    [
        lambda frames: frames[:-1],
        lambda frames: frames[:1],
        lambda frames: [],
        lambda frames: [frames[1], frames[0], *frames[2:]],
        lambda frames: [frames[0], *frames[2:]],
        lambda frames: [frames[0], *frames],
        lambda frames: [*frames, frames[-1]],
        lambda frames: [*frames[:-1], frames[-1][:-1]],
        lambda frames: [b"\xff\xff\xff\xff", *frames],
    ],
)
def test_frames_cannot_be_left_out_moved_repeated_or_cut(harm: Any) -> None:
    head, frames = _frames(_sealed(b"a" * (3 * FRAME + 7)))
    assert len(frames) == 4
    with pytest.raises(UnableToUnseal, match=r"damaged|truncated"):
        _opened(head + b"".join(harm(frames)))


def test_every_single_changed_byte_is_noticed() -> None:
    content = _sealed(b"secret")
    for place in range(len(content)):
        with pytest.raises(UnableToUnseal):
            _opened(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])


def test_another_key_opens_nothing() -> None:
    with pytest.raises(UnableToUnseal, match="wrong_key"):
        _opened(_sealed(b"secret"), X25519PrivateKey.generate())


def test_two_files_of_the_same_share_nothing() -> None:
    assert _frames(_sealed(b"secret"))[1] != _frames(_sealed(b"secret"))[1]


def test_memory_does_not_grow_with_the_file() -> None:
    class Counter(io.RawIOBase):
        size = 0

        def write(self, data: Any) -> int:
            self.size += len(data)
            return len(data)

    out = Counter()
    piece = b"x" * 100_000
    tracemalloc.start()
    writer = SealedWriter(out, magic=MAGIC, clear={}, recipient=KEY.public_key())  # type: ignore[arg-type]  # a stand-in that breaks on purpose
    for _ in range(400):
        writer.write(piece)
    writer.close()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert out.size > 39_000_000
    assert peak < 10 * FRAME


def test_keys_are_ordinary_files_and_not_taken_for_one_another() -> None:
    private, public = new_pair()
    assert private.startswith(b"-----BEGIN PRIVATE KEY-----")
    assert fingerprint(private_key(private).public_key()) == fingerprint(public_key(public))
    for wrong in (private, b"", b"x", public[:40]):
        with pytest.raises(UnableToUseKey, match="not_a_public_key"):
            public_key(wrong)
    for wrong in (public, b"", b"x", private[:40]):
        with pytest.raises(UnableToUseKey, match="not_a_private_key"):
            private_key(wrong)
