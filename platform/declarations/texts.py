"""Federal texts: the declaration, the instruction, the warning. Versioned, dated, hashed; the German text is binding."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from configuration.federal import queries
from declarations.releases import DRAFT, RELEASED, ReleasedText, Texts

__all__ = ["DRAFT", "RELEASED", "FederalText", "any_draft", "find", "in_force"]


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


def _releases() -> list[tuple[date, list[FederalText]]]:
    """Every release of the texts that there ever was, the oldest first."""
    return [(release.since, _texts(release.value)) for release in queries.timeline(Texts).values]


def _texts(release: Texts) -> list[FederalText]:
    return [_text(release, text) for text in release.texts]


def _text(release: Texts, text: ReleasedText) -> FederalText:
    return FederalText(
        id=text.id, version=release.version, state=release.state, nature=text.nature, modes=tuple(text.modes),
        optional=text.optional, source=text.source, titles=dict(text.title), bodies=dict(text.body),
    )  # fmt: skip


def in_force(*, on: date, mode: str) -> list[FederalText]:
    """The texts that are shown on that day in that mode, in the order of the form."""
    release = queries.value(Texts, on)
    return [text for text in _texts(release) if mode in text.modes] if release else []


def find(text_id: str, version: str) -> FederalText | None:
    """A text as it was accepted, however long ago."""
    releases = [item.value for item in queries.timeline(Texts).values if item.value.version == version]
    return next((_text(release, text) for release in releases for text in release.texts if text.id == text_id), None)


def any_draft(*, on: date) -> bool:
    """Whether prints must bear „Muster“."""
    release = queries.value(Texts, on)
    return release is not None and release.state == DRAFT
