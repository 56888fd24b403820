"""From the bytes that somebody sent to what we keep: measured, recognised, scanned, rebuilt. Nothing is believed."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass

from django.conf import settings

from documents import sniff
from documents.config import MEGABYTE, DocumentRules
from documents.kinds import KINDS
from documents.rebuild import Rebuilt, Unbuildable, rebuild
from documents.refusals import UnableToAccept
from documents.scan import Finding, scan

_LONGEST_NAME = 120


@dataclass(frozen=True)
class Intake:
    """``scanned`` is false when the scanner was away and the platform is set to go on without it."""

    sha256: str
    original_type: str
    view: Rebuilt
    scanned: bool


def examine(content: bytes, *, rules: DocumentRules) -> Intake:
    """Refuses with ``UnableToAccept``. Slow (decoding, scanning): call it before opening a transaction."""
    if not content:
        raise UnableToAccept("empty")
    if len(content) > rules.max_file_bytes:
        raise UnableToAccept("too_large", megabytes=rules.max_file_mb)
    kind = sniff.media_type(content)
    if not kind:
        raise UnableToAccept(sniff.seems(content) or "not_supported")
    scanned = _scanned(content)
    try:
        view = rebuild(content, kind)
    except Unbuildable as refusal:
        raise UnableToAccept(refusal.code) from None
    return Intake(hashlib.sha256(content).hexdigest(), kind, view, scanned)


def check_kind(kind: str) -> None:
    if kind not in KINDS or KINDS[kind].system:
        raise UnableToAccept("unknown_kind")


def check_room(*, size: int, files: int, total: int, rules: DocumentRules) -> None:
    """Whether one more file of ``size`` bytes fits beside ``files`` of together ``total`` bytes."""
    if files >= rules.max_files:
        raise UnableToAccept("too_many", count=files)
    if total + size > rules.max_case_mb * MEGABYTE:
        raise UnableToAccept("case_full", megabytes=rules.max_case_mb)


def tidy_name(name: str) -> str:
    """The file's name as it can be shown: without folders, control characters and marks that turn text around."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    shown = " ".join(shown.split())
    stem, dot, extension = shown.rpartition(".")
    if not dot or len(extension) > 8:
        return shown[:_LONGEST_NAME]
    return f"{stem[: _LONGEST_NAME - len(extension) - 1]}.{extension}"


def _scanned(content: bytes) -> bool:
    finding = scan(content)
    if finding is Finding.INFECTED:
        raise UnableToAccept("infected")
    if finding is Finding.AWAY and not settings.CLAMD_MAY_BE_AWAY:
        raise UnableToAccept("scanner_away")
    return finding is Finding.CLEAN
