"""Federal texts: the declaration, the instruction, the warning. Versioned, dated, hashed; the German text is binding."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

DRAFT, RELEASED = "draft", "released"


@dataclass(frozen=True)
class FederalText:
    """``nature`` is instruction, acknowledge, consent or warning. ``body`` is plain text, a paragraph per line."""

    id: str
    version: str
    state: str
    nature: str
    modes: tuple[str, ...]
    optional: bool
    source: str
    titles: dict[str, str]
    bodies: dict[str, str]

    def title(self, language: str) -> str:
        return self.titles.get(language, self.titles["de"])

    def body(self, language: str) -> str:
        return self.bodies.get(language, self.bodies["de"]).strip()

    def sha256(self, language: str) -> str:
        """Over what the person saw, with the binding German text always included."""
        seen = [self.id, self.version, language, self.title(language), self.body(language), self.body("de")]
        return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()


@lru_cache(maxsize=1)
def _releases() -> list[tuple[date, list[FederalText]]]:
    """Every release of the texts, oldest first."""
    files = sorted(
        (file for file in resources.files("declarations").joinpath("federal").iterdir() if file.name.endswith(".yaml")),
        key=lambda file: file.name,
    )
    releases = []
    for file in files:
        raw = yaml.safe_load(file.read_text("utf-8"))
        releases.append((raw["valid_from"], [_text(raw, item) for item in raw["texts"]]))
    return sorted(releases, key=lambda release: release[0])


def _text(release: dict[str, Any], item: dict[str, Any]) -> FederalText:
    return FederalText(
        id=item["id"], version=str(release["version"]), state=release["state"], nature=item["nature"],
        modes=tuple(item["modes"]), optional=bool(item.get("optional")), source=item["source"],
        titles=item["title"], bodies=item["body"],
    )  # fmt: skip


def in_force(*, on: date, mode: str) -> list[FederalText]:
    """The texts that are shown on that day in that mode, in the order of the form."""
    fitting = [texts for valid_from, texts in _releases() if valid_from <= on]
    return [text for text in (fitting[-1] if fitting else []) if mode in text.modes]


def find(text_id: str, version: str) -> FederalText | None:
    """A text as it was accepted, however long ago."""
    return next(
        (text for _day, texts in _releases() for text in texts if (text.id, text.version) == (text_id, version)), None
    )


def any_draft(*, on: date) -> bool:
    """Whether prints must bear „Muster“."""
    return any(
        text.state == DRAFT for mode in ("online_binding", "prepare_and_sign") for text in in_force(on=on, mode=mode)
    )
