"""The fonts of the papers: those of the pages, unpacked once. Without them the engine's own are used."""

from __future__ import annotations

import os
import tempfile
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

FACES = ("vendor/fira-sans-400.woff2", "vendor/fira-sans-600.woff2")


@lru_cache(maxsize=4)
def font_folder(var: Path) -> list[str]:
    """Folders with TrueType fonts. Unpacking is atomic, so that several processes may do it at once."""
    folder = var / "fonts"
    found = [Path(str(path)) for face in FACES if (path := finders.find(face))]
    if not found:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    for source in found:
        target = folder / f"{source.stem}.ttf"
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _unpack(source, target)
    return [str(folder)]


def _unpack(source: Path, target: Path) -> None:
    font = TTFont(source)
    font.flavor = None
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        font.save(file)
    Path(name).replace(target)
