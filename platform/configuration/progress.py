"""How far a city has come with setting itself up, as moments; never what it set."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from configuration.models import ConfigurationVersion, Confirmation, DraftSection

FIRST = 1  # the version that a city is made with


def first_times() -> dict[str, datetime | None]:
    """When somebody first worked on a section, and first published. A draft that is gone was seen when it was there."""
    published = ConfigurationVersion.objects.filter(number__gt=FIRST).aggregate(at=Min("published_at"))["at"]
    touched = [
        DraftSection.objects.aggregate(at=Min("changed_at"))["at"],
        Confirmation.objects.aggregate(at=Min("at"))["at"],
        published,
    ]
    return {
        "first_section_at": min((one for one in touched if one is not None), default=None),
        "first_published_at": published,
    }
