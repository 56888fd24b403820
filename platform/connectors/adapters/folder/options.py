from __future__ import annotations

from pathlib import PurePosixPath

from pydantic import field_validator

from connectors.base import Options


def inside(value: str) -> str:
    """The folder's name as it was given. Refuses (``ValueError``) what leads out of the city's folder, or is hidden."""
    path = PurePosixPath(value)
    if path.is_absolute() or "\\" in value or any(part.startswith(".") for part in path.parts):
        raise ValueError("a folder below the city's delivery folder, without leading dots")
    return value


class FolderOptions(Options):
    """``folder`` is a folder below the city's own delivery folder; empty is that folder itself."""

    folder: str = ""

    @field_validator("folder")
    @classmethod
    def _stays_inside(cls, value: str) -> str:
        return inside(value)
