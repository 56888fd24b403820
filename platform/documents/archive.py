"""The files of a city's documents, sealed as they lie in the storage, out into an archive and in again."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.db import connections

from documents.models import Document, Variant
from documents.states import State
from documents.storage import NotStored, key_for, storage
from tenants.archive.chest import ChestWriter
from tenants.archive.parts import Arrival, Part
from tenants.binding import OWNER, bind
from tenants.models import City

NAME, GONE = "files", "files-missing"
PER_PAGE = 500


class Place(NamedTuple):
    case: uuid.UUID
    document: uuid.UUID
    variant: str


def write_files(chest: ChestWriter, city: City) -> None:
    """A file that was removed since the snapshot, or was missing before, is listed and does not stop the rest."""
    missing = []
    for place in _places():
        name = f"{place.case}/{place.document}/{place.variant}"
        try:
            with bind(city):
                content = storage().get(key_for(*place))
        except NotStored:
            missing.append(name)
        else:
            chest.put(f"{NAME}/{name}", content)
    chest.put(f"{GONE}/list", "\n".join(missing).encode(), count=len(missing))


def _places() -> Iterator[Place]:
    """From the rows: the storage is not searched."""
    rows = Document.objects.using(OWNER).exclude(state=State.REMOVED).order_by("id")
    fields = rows.values_list("id", "declaration_id", "original_type")
    page = list(fields[:PER_PAGE])
    while page:
        for document, case, original_type in page:
            for variant in Variant.values if original_type else [Variant.VIEW.value]:
                yield Place(case, document, str(variant))
        page = list(fields.filter(id__gt=page[-1][0])[:PER_PAGE])


def read_file(arrival: Arrival, name: str, content: bytes) -> None:
    """What lies there already is left alone. Taken away again if the restore comes to nothing and there was none before."""
    case, document, variant = name.removeprefix(f"{NAME}/").split("/")
    place = Place(uuid.UUID(case), uuid.UUID(document), variant)
    if place.case in arrival.forgotten:
        return
    with bind(arrival.city):
        key = key_for(*place)
        there = storage().exists(key)
        if there and storage().get(key) == content:
            return
        if not there:
            arrival.undo.append(partial(_take_away, arrival.city, place))
        storage().put(key, content)


def _take_away(city: City, place: Place) -> None:
    with bind(city):
        storage().delete(key_for(*place))


FILES = Part(NAME, write_files, read_file, lists=frozenset({GONE}))


def forget_documents(arrival: Arrival, _at: datetime) -> int:
    """The rows of what was erased since. Joins the restoring transaction; the files were left out already."""
    gone, _ = Document.objects.using(OWNER).filter(declaration_id__in=arrival.forgotten).delete()
    return gone


def left_over(arrival: Arrival) -> list[Place]:
    """Files of documents that only the city's replaced content knew. To be deleted once the restore stands."""
    if arrival.before is None:
        return []
    table = Document._meta.db_table
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            f'SELECT declaration_id, id FROM "{arrival.before}"."{table}" AS b WHERE NOT EXISTS'
            f' (SELECT 1 FROM "{table}" AS n WHERE n.id = b.id AND n.state <> %s)',
            [State.REMOVED.value],
        )
        found = cursor.fetchall()
    return [Place(case, document, str(variant)) for case, document in found for variant in Variant.values]


def delete_left_over(city: City, places: list[Place]) -> None:
    for place in places:
        _take_away(city, place)


def tally(city: City) -> tuple[int, int]:
    """(files, bytes) that lie in the storage for this city, also what has no row."""
    with bind(city):
        sizes = list(storage().sizes())
    return len(sizes), sum(sizes)


def delete_everything(city: City) -> None:
    """Idempotent."""
    with bind(city):
        storage().delete_everything()
