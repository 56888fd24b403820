from __future__ import annotations

from datetime import datetime
from typing import Any

from configuration import document, versions
from configuration.announcing import announce
from configuration.models import ConfigurationVersion
from configuration.queries import in_force
from configuration.registry import Section


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
    announce(valid_from=version.valid_from, at=at)
    return version, True


def publish_change(
    *, section: type[Section], changes: dict[str, Any], author: str, at: datetime, reason: str
) -> tuple[ConfigurationVersion, bool]:
    """Publishes the version in force with these fields of one section changed, everything else as it is; from now on.

    Joins the caller's transaction. Refuses with ``UnableToConfigure``, also while a later version is already planned: it would
    undo the change on its day.
    """
    if versions.planned(at=at):
        raise document.UnableToConfigure([document.Fault(section.section_name(), "a later version is planned")])
    raw = document.as_typed(in_force(at=at).stored)
    raw[section.section_name()] |= changes
    return publish(raw=raw, author=author, at=at, reason=reason)


def publish_section(*, section: Section, author: str, at: datetime, reason: str) -> tuple[ConfigurationVersion, bool]:
    """The same with the whole of one section."""
    changes = section.model_dump(mode="json")
    return publish_change(section=type(section), changes=changes, author=author, at=at, reason=reason)


def publish_first(*, stored: dict[str, Any], author: str, at: datetime, using: str) -> None:
    """Version 1 of a city that is being made, by whoever makes it: joins the creation's transaction.

    ``stored`` is what ``document.parse`` answers.
    """
    ConfigurationVersion.objects.using(using).bulk_create([
        ConfigurationVersion(number=1, document=stored, valid_from=at, published_at=at, author=author)
    ])  # fmt: skip
