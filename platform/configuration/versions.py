"""The published versions as a row of days: what is in force, what is planned, what comes last."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from configuration import document
from configuration.models import Cancellation, ConfigurationVersion, DraftSection
from configuration.queries import UnableToServe


def alone() -> None:
    """Until this transaction ends nobody else publishes, takes back or saves a draft in the bound city: whoever comes second
    waits, and reads what the first one did. It comes before the transaction's first change of a draft: two that had changed
    one already would wait for each other.
    """
    table = connection.ops.quote_name(DraftSection._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def standing() -> list[ConfigurationVersion]:
    """All that were not cancelled, in the order in which they come into force; the last of a moment counts. Without documents."""
    rows = ConfigurationVersion.objects.filter(cancellation__isnull=True).defer("document")
    return list(rows.order_by("valid_from", "number"))


def final() -> ConfigurationVersion:
    """The one that holds in the end, perhaps from a later day on: what a draft is drawn over."""
    found: ConfigurationVersion | None = _standing().first()
    if found is None:
        raise UnableToServe()
    return found


def at_moment(moment: datetime) -> ConfigurationVersion:
    """The one that holds then. Refused: ``UnableToServe``."""
    found = _standing().filter(valid_from__lte=moment).first()
    if found is None:
        raise UnableToServe()
    return found


def planned(*, at: datetime) -> list[ConfigurationVersion]:
    """Those whose day is still to come, one for each moment, the first one first."""
    rows = _standing().filter(valid_from__gt=at).order_by("valid_from", "number")
    return list({row.valid_from: row for row in rows}.values())


def before(version: ConfigurationVersion) -> ConfigurationVersion | None:
    """The one over which it was written: what held just before it, or was planned to, when it was published."""
    gone = Cancellation.objects.filter(version=OuterRef("pk"), at__lte=version.published_at)
    rows = ConfigurationVersion.objects.filter(
        ~Exists(gone), valid_from__lte=version.valid_from, number__lt=version.number
    )
    return rows.order_by("-valid_from", "-number").first()


def of_number(number: int) -> ConfigurationVersion | None:
    return ConfigurationVersion.objects.select_related("cancellation").filter(number=number).first()


def history() -> list[ConfigurationVersion]:
    """Every version, the newest first, also those that were cancelled. Without documents."""
    rows = ConfigurationVersion.objects.select_related("cancellation").defer("document")
    return list(rows.order_by("-number"))


def typed(version: ConfigurationVersion) -> dict[str, Any]:
    """The document as people type it, in today's shape."""
    return document.as_typed(version.document)


def _standing() -> QuerySet[ConfigurationVersion]:
    return ConfigurationVersion.objects.filter(cancellation__isnull=True).order_by("-valid_from", "-number")
