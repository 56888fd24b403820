"""Messages that the gateway brought: ``*.xml`` in the incoming folder, moved aside once they are kept.

A message is known by the digests of its file's name and content. So a name that is used again is no message that was
there before, and a file that was changed meanwhile is not moved.
"""

from __future__ import annotations

from hashlib import sha256

from connectors.adapters.gateway.options import Folders
from connectors.adapters.gateway.store import Missing, Store, TooLarge
from connectors.base import IncomingMessage

LARGEST, AT_ONCE, BYTES_AT_ONCE = 25_000_000, 50, 60_000_000
_LISTED = 1_000


def waiting(store: Store, folders: Folders) -> tuple[IncomingMessage, ...]:
    """The first of them by name. In place of a file that is too large comes a note that is no message: it is refused as such,
    and the file lies in *done* like the others."""
    found: list[IncomingMessage] = []
    read = 0
    for name in _xml_files(store, folders):
        try:
            body = _content(store, f"{folders.incoming}/{name}")
        except Missing:
            continue
        if found and (len(found) >= AT_ONCE or read + len(body) > BYTES_AT_ONCE):
            break
        read += len(body)
        found.append(IncomingMessage(_id(name, body), "", body))
    return tuple(found)


def put_aside(store: Store, folders: Folders, ids: tuple[str, ...]) -> None:
    """Moves those files to *done*, under their digest and their name."""
    wanted = {each.partition("-")[0]: each for each in ids}
    for name in _xml_files(store, folders):
        known = wanted.get(_digest(name.encode()))
        if known is None:
            continue
        try:
            if _id(name, _content(store, f"{folders.incoming}/{name}")) == known:
                store.move(f"{folders.incoming}/{name}", f"{folders.done}/{known.partition('-')[2]}_{name}")
        except Missing:
            continue


def _xml_files(store: Store, folders: Folders) -> list[str]:
    return [name for name in store.names(folders.incoming, most=_LISTED) if name.lower().endswith(".xml")]


def _content(store: Store, path: str) -> bytes:
    try:
        return store.read(path, most=LARGEST)
    except TooLarge:
        return f"too large: {store.size(path)} bytes".encode()


def _id(name: str, body: bytes) -> str:
    return f"{_digest(name.encode())}-{_digest(body)}"


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:32]
