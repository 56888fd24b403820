"""Deletes an offboarded city for good: the key first, so that every copy forgets at once; then files, rows, the city.

Every step may be done again. What was counted before stands in the certificate's file before the first step, so that a
deletion that was interrupted is finished by calling it again, and its certificate is complete.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from config import certificate
from connectors.adapters.folder.place import city_root
from documents import archive as files
from kernel.crypto import UnableToOpen, key_fingerprint
from kernel.errors import Refusal
from tenants.archive import removal
from tenants.binding import bind
from tenants.keys import city_keys
from tenants.models import City


class UnableToDelete(Refusal):
    """unknown_city, begun_elsewhere (its key is gone already: give the certificate's file of the first call)."""

    code = "unknown_city"


def delete_city(*, slug: str, paper: Path, by: str, clock: Callable[[], datetime]) -> dict[str, Any]:
    """Answers the certificate, which lies at ``paper`` (PDF) and beside it (JSON). Done already: answers it again.

    Refused: ``UnableToDelete``, ``UnableToRemove``, ``UnableToCertify``; before the key is destroyed nothing is changed.
    """
    beside = paper.with_suffix(".json")
    told = certificate.read(beside, slug=slug)
    city = removal.offboarded(slug)
    if told is not None and told["state"] == certificate.COMPLETE and city is None and paper.exists():
        return told
    if told is not None and told["state"] == certificate.COMPLETE and city is not None:
        raise certificate.UnableToCertify()  # of an earlier city of this name; it is not written over
    if told is None:
        told = _begin(city, by=by, at=clock())
        certificate.keep(beside, told)
    if city is not None:
        _take_away(city)
        removal.drop_city(slug)
    told.setdefault("ended_at", clock().isoformat())
    certificate.keep(beside, told)
    return certificate.complete(paper, told, at=datetime.fromisoformat(told["ended_at"]))


def _begin(city: City | None, *, by: str, at: datetime) -> dict[str, Any]:
    if city is None:
        raise UnableToDelete(code="unknown_city")
    try:
        key = key_fingerprint(city_keys().key_of(city.schema_name))
    except UnableToOpen:
        raise UnableToDelete(code="begun_elsewhere") from None
    count, size = files.tally(city)
    return {
        "format": certificate.FORMAT,
        "state": certificate.BEGUN,
        "city": removal.head_of(city),
        "by": by,
        "begun_at": at.isoformat(),
        "key": key,
        "rows": removal.count_rows(city),
        "files": {"count": count, "bytes": size},
        "handed_over": len(_handed_over(city)),
        "public_rows": removal.count_public(city),
        "remains": certificate.remains(at=at),
    }


def _take_away(city: City) -> None:
    city_keys().destroy(city.schema_name)
    files.delete_everything(city)
    with bind(city):
        folder = city_root()
    if folder.exists():
        shutil.rmtree(folder)


def _handed_over(city: City) -> list[Path]:
    with bind(city):
        return [path for path in city_root().rglob("*") if path.is_file()]
