"""Where files lie: a folder of this machine, or a bucket. Whoever stores here has sealed the content before.

A key carries the city's schema, the case and the document by construction, all from the binding and from identifiers,
never from what a person sent. A key of another city than the one that is bound is refused.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from tenants.binding import UnboundStatement, current, current_city


class NotStored(LookupError):
    """Nothing lies under this key."""


@dataclass(frozen=True)
class Folder:
    """All files of one case."""

    schema: str
    case_id: uuid.UUID

    def __str__(self) -> str:
        return f"{self.schema}/{self.case_id}"


@dataclass(frozen=True)
class Key:
    """One file. Made by ``key_for`` only."""

    folder: Folder
    document_id: uuid.UUID
    variant: str

    def __str__(self) -> str:
        return f"{self.folder}/{self.document_id}/{self.variant}"


class Storage(Protocol):
    """``put`` replaces whole or not at all; ``get`` raises ``NotStored``; what deletes is idempotent."""

    def put(self, key: Key, content: bytes) -> None: ...

    def get(self, key: Key) -> bytes: ...

    def exists(self, key: Key) -> bool: ...

    def delete(self, key: Key) -> None: ...

    def delete_all(self, folder: Folder) -> None: ...

    def sizes(self) -> Iterator[int]:
        """The bytes of each file of the city that is bound."""

    def delete_everything(self) -> None:
        """Every file of the city that is bound."""


def folder_of(case_id: uuid.UUID) -> Folder:
    """The case's folder in the city that is bound."""
    current_city()
    return Folder(current().schema, uuid.UUID(str(case_id)))


def key_for(case_id: uuid.UUID, document_id: uuid.UUID, variant: str) -> Key:
    if not (variant.isascii() and variant.isalpha()):
        raise ValueError("not a variant")
    return Key(folder_of(case_id), uuid.UUID(str(document_id)), str(variant))


def own_space() -> str:
    """Where all files of the city that is bound lie."""
    current_city()
    return current().schema


def own(folder: Folder) -> Folder:
    """The folder, if it is of the city that is bound, else ``UnboundStatement``."""
    if folder.schema != current().schema:
        raise UnboundStatement("the file belongs to a city that is not bound here")
    return folder


def storage() -> Storage:
    """As the settings say: a bucket when one is named, else the folder."""
    if settings.S3_BUCKET:
        return _in_bucket(settings.S3_BUCKET, settings.S3_ENDPOINT)
    return _in_folder(Path(settings.STORAGE_DIR))


@lru_cache(maxsize=4)
def _in_bucket(bucket: str, endpoint: str) -> Storage:
    # By name, so that a process that stores in a folder does not pay for loading boto3.
    made: Storage = import_string("documents.storage.bucket.BucketStorage")(bucket, endpoint)
    return made


@lru_cache(maxsize=4)
def _in_folder(root: Path) -> Storage:
    made: Storage = import_string("documents.storage.folder.FolderStorage")(root)
    return made
