"""A folder that the receiver watches: files as the connector *folder* writes them, answers in the folder ``receipts``.

A receiver that gives receipts writes ``<key>.receipt`` or ``<key>.error`` there, in the gateway's format. One that gives
none is known only by what it takes away.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from connectors.adapters.folder.adapter import files_of, manifest_of
from connectors.adapters.folder.shelf import Shelf, locked
from connectors.base import OutgoingMessage
from connectors.kit.targets.base import Target, Told, UnusableTarget, Word

RECEIPTS, MOST = "receipts", 10_000


class FolderTarget(Target):
    def __init__(self, place: Path) -> None:
        if not place.is_dir():
            raise UnusableTarget("no_such_folder")
        self._place = place

    def send(self, message: OutgoingMessage, *, key: str) -> Told:
        try:
            shelf = Shelf(self._place, key)
            with locked(shelf.lock) as ours:
                if not ours:
                    return Told(Word.TROUBLE, "delivery_in_progress")
                if not shelf.is_known():
                    shelf.stage(files_of(message, key), manifest_of(message, key))
                shelf.publish()
                return Told(Word.WAITING, receipt=shelf.receipt())
        except OSError as error:
            return Told(Word.TROUBLE, f"file_system_{error.errno}")

    def ask(self, told: Told, *, key: str) -> Told:
        for ending, word in (("receipt", Word.ACCEPTED), ("error", Word.REFUSED)):
            said = self._said(f"{key}.{ending}")
            if said is not None:
                about_it = said.get("key") == key
                return Told(word if about_it else Word.TROUBLE, _code(said, word, about_it=about_it), told.receipt)
        taken = not (self._place / told.receipt).exists()
        return Told(Word.NOTHING, "taken_away", told.receipt) if taken else told

    def _said(self, name: str) -> dict[str, Any] | None:
        path = self._place / RECEIPTS / name
        try:
            said = json.loads(path.read_bytes()[:MOST])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError):
            return {}
        return said if isinstance(said, dict) else {}


def _code(said: dict[str, Any], word: Word, *, about_it: bool) -> str:
    if not about_it:
        return "receipt_unreadable"
    codes = said.get("codes")
    return str(codes[0])[:60] if word is Word.REFUSED and isinstance(codes, list) and codes else ""
