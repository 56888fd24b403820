from __future__ import annotations

from datetime import datetime
from typing import Any

from configuration import document
from configuration.models import ConfigurationVersion
from configuration.queries import in_force
from configuration.registry import Section, sections


def publish(
    *, raw: dict[str, Any], author: str, at: datetime, reason: str = "", valid_from: datetime | None = None
) -> tuple[ConfigurationVersion, bool]:
    """Publishes the document as a new version. Answers it and whether anything changed; nothing new, nothing written.

    Joins the caller's transaction. Refuses with ``UnableToConfigure`` and changes nothing then.
    """
    stored = document.parse(raw)
    last = ConfigurationVersion.objects.order_by("-number").first()
    if last is not None and last.document == stored:
        return last, False
    version = ConfigurationVersion.objects.create(
        number=(last.number if last else 0) + 1, document=stored, valid_from=valid_from or at,
        published_at=at, author=author, reason=reason,
    )  # fmt: skip
    return version, True


def publish_section(*, section: Section, author: str, at: datetime, reason: str) -> tuple[ConfigurationVersion, bool]:
    """The version in force with this one section in place of its own, as ``publish`` publishes it."""
    stored = in_force(at=at).stored
    raw = {name: document.read(stored, kind).model_dump(mode="json") for name, kind in sections.items()}
    return publish(
        raw={**raw, section.section_name(): section.model_dump(mode="json")}, author=author, at=at, reason=reason
    )


def publish_first(*, stored: dict[str, Any], author: str, at: datetime, using: str) -> None:
    """Version 1 of a city that is being made, by whoever makes it: joins the creation's transaction.

    ``stored`` is what ``document.parse`` answers.
    """
    ConfigurationVersion.objects.using(using).bulk_create([
        ConfigurationVersion(number=1, document=stored, valid_from=at, published_at=at, author=author)
    ])  # fmt: skip
