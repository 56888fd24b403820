"""What the hand-over needs of a place for files, wherever it lies. Paths are relative to the place's own folder."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager


class Missing(Exception):
    """There is no such file."""


class TooLarge(Exception):
    """The file is larger than what is read."""


class Store(ABC):
    """Every call may also raise ``Temporary`` or ``Misconfigured``."""

    @abstractmethod
    def exclusive(self, key: str) -> AbstractContextManager[None]:
        """Keeps other processes from working on the same key where the place can do that."""

    @abstractmethod
    def prepare(self, folder: str) -> None:
        """Makes one of our own hidden folders."""

    @abstractmethod
    def require(self, folder: str) -> None:
        """``Misconfigured("folder_missing")`` when a folder that the gateway looks into is not there."""

    @abstractmethod
    def size(self, path: str) -> int | None:
        """In bytes; None when there is no such file."""

    @abstractmethod
    def names(self, folder: str, *, most: int) -> list[str]:
        """Plain files without a leading dot, sorted; links and folders are none."""

    @abstractmethod
    def read(self, path: str, *, most: int) -> bytes:
        """``Missing``; ``TooLarge`` above so many bytes."""

    @abstractmethod
    def write(self, path: str, content: bytes) -> None:
        """Under a name of our own, where nobody looks. Afterwards it is on the disk, as far as the place can tell."""

    @abstractmethod
    def move(self, source: str, target: str) -> None:
        """One step: never half of it under ``target``. ``Missing``: there is no ``source``."""

    @abstractmethod
    def claim(self, source: str, target: str) -> bool:
        """As ``move``, and False, changing nothing, when ``target`` is there already."""

    @abstractmethod
    def remove(self, path: str) -> None:
        """What is not there is no error."""
