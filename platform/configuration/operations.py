from __future__ import annotations

from datetime import datetime
from typing import Any

from configuration import document
from configuration.models import ConfigurationVersion


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
