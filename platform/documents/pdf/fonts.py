"""The fonts of the papers: Fira Sans as on the pages, and those that the engine brings along for what it lacks.

Fira Sans is fetched when the platform is set up and is not part of it; where it is missing, the engine's fonts serve
alone (a serif, complete for German registers). Fonts of the machine are never used: paper looks the same everywhere.
"""

from __future__ import annotations

import os
import tempfile
from functools import lru_cache
from pathlib import Path

import typst
from django.conf import settings
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

FACES = ("vendor/fira-sans-400.woff2", "vendor/fira-sans-600.woff2")


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Found once per process: looking for them costs more than setting a page."""
    return typst.Fonts(include_system_fonts=False, font_paths=font_folder())


def font_folder() -> list[str]:
    """The folder with the pages' fonts as TrueType (the engine reads no web fonts), or none."""
    sources = [Path(str(path)) for face in FACES if (path := finders.find(face))]
    if not sources:
        return []
    folder = _writable(Path(settings.VAR) / "fonts")
    for source in sources:
        target = folder / f"{source.stem}.ttf"
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _unpack(source, target)
    return [str(folder)]


def _writable(folder: Path) -> Path:
    """The folder, made if need be; where nothing may be written there, a fresh private one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="zusage-fonts-"))
    return folder if os.access(folder, os.W_OK) else Path(tempfile.mkdtemp(prefix="zusage-fonts-"))


def _unpack(source: Path, target: Path) -> None:
    """Atomic, so that several processes may do it at once."""
    font = TTFont(source)
    font.flavor = None
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        font.save(file)
    Path(name).replace(target)
