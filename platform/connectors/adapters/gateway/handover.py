"""Each package appears exactly once under its name, whatever is cut off when, and even if it was taken away since.

A package is first written where nobody looks, under a name that no second try uses. Then the ledger of its key is
claimed: the entry appears in one step, only if there is none yet, and says which of the written files is *the* one. Only
that file is ever moved to where the gateway looks, in one step. So after any interruption, and with two workers at the
same key, the place itself tells how far it got: an entry whose file is gone has been handed over.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from secrets import token_hex

from connectors.adapters.gateway.store import Missing, Store, TooLarge
from connectors.base import Temporary

LEDGER, WRITTEN = ".zusage/ledger", ".zusage/parts"
_MOST_ENTRY, _MOST_LISTED = 4_000, 10_000


@dataclass(frozen=True)
class Entry:
    """``part``: the file that is handed over; ``name``: as what."""

    part: str
    name: str
    message_id: str
    package_bytes: int


def hand_over(store: Store, folder: str, *, key: str, name: str, package: bytes, message_id: str) -> Entry:
    """Puts the package into ``folder`` as ``name`` unless that has happened before; answers what stands in the ledger."""
    store.prepare(LEDGER)
    store.prepare(WRITTEN)
    with store.exclusive(key):
        entry = entry_of(store, key) or _claimed(store, key, name, package, message_id)
        try:
            store.move(f"{WRITTEN}/{entry.part}", f"{folder}/{entry.name}")
        except Missing:
            return entry  # it went before
        _clear(store, key)
        return entry


def entry_of(store: Store, key: str) -> Entry | None:
    """What the ledger knows of the key."""
    try:
        return Entry(**json.loads(store.read(f"{LEDGER}/{key}.json", most=_MOST_ENTRY)))
    except Missing:
        return None
    except (TooLarge, ValueError, TypeError):
        raise Temporary("ledger_unreadable") from None


def is_handed_over(store: Store, entry: Entry) -> bool:
    return store.size(f"{WRITTEN}/{entry.part}") is None


def _claimed(store: Store, key: str, name: str, package: bytes, message_id: str) -> Entry:
    """Another worker may have been first: then its file is the one, and ours is cleared away."""
    once = f"{key}.{token_hex(8)}"
    entry = Entry(f"{once}.zip", name, message_id, len(package))
    _write(store, f"{WRITTEN}/{entry.part}", package)
    _write(store, f"{WRITTEN}/{once}.json", json.dumps(asdict(entry)).encode())
    try:
        if store.claim(f"{WRITTEN}/{once}.json", f"{LEDGER}/{key}.json"):
            return entry
    except Missing:
        raise Temporary("upload_incomplete") from None
    first = entry_of(store, key)
    if first is None:
        raise Temporary("ledger_unreadable")
    store.remove(f"{WRITTEN}/{entry.part}")
    store.remove(f"{WRITTEN}/{once}.json")
    return first


def _write(store: Store, path: str, content: bytes) -> None:
    store.write(path, content)
    if store.size(path) != len(content):
        raise Temporary("upload_incomplete")


def _clear(store: Store, key: str) -> None:
    """What tries of the same key left behind that were cut off."""
    for name in store.names(WRITTEN, most=_MOST_LISTED):
        if name.startswith(f"{key}."):
            store.remove(f"{WRITTEN}/{name}")
