"""Everything that a city holds, to compare: rows byte by byte, files, and what the cases' keys open."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction

from tenants.archive.tables import layout, quoted
from tenants.binding import OWNER, bind, bind_owner


def rows_of(city: Any) -> dict[str, bytes]:
    """Each table as COPY writes it."""
    found = {}
    with bind_owner(city.schema_name), transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        for table, columns in layout().items():
            names = quoted(columns)
            with cursor.copy(f'COPY (SELECT {names} FROM "{table}" ORDER BY 1) TO STDOUT') as copy:
                found[table] = b"".join(copy)
    return found


def files_of(city: Any) -> dict[str, bytes]:
    root = Path(settings.STORAGE_DIR) / city.schema_name
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def opened(city: Any) -> dict[str, Any]:
    """Per case its answers, its case file and the content of its documents; ``None`` where it was erased. And what the messages
    to and from the authority say."""
    from declarations.models import Declaration
    from declarations.operations import answers_of
    from declarations.queries import case_file
    from documents.queries import of_case
    from kernel.crypto import UnableToOpen

    found: dict[str, Any] = {}
    with bind(city), transaction.atomic():
        for case in Declaration.objects.order_by("id"):
            try:
                answers = answers_of(case)
            except UnableToOpen:
                found[str(case.id)] = None
                continue
            papers = [_content(case, document) for document in of_case(case.id)]
            found[str(case.id)] = (answers, case_file(case) if case.sealed_case else None, papers)
    return {**found, "messages": way_of(city)}


def way_of(city: Any) -> list[bytes]:
    """What the messages of the city say, those that went out and those that came back."""
    from connectors import returned
    from connectors.making import BODY
    from connectors.models import Delivery, ReturnedMessage
    from declarations import sealing

    with bind(city), transaction.atomic():
        sent = Delivery.objects.exclude(sealed_message=None).order_by("id")
        out = [
            zlib.decompress(sealing.cipher(one.declaration_id).open(one.sealed_message or b"", BODY)) for one in sent
        ]
        return out + [returned.body_of(one) for one in ReturnedMessage.objects.order_by("external_id")]


def _content(case: Any, document: Any) -> tuple[str, bytes]:
    from declarations import sealing
    from documents import vault

    content = vault.get(sealing.cipher(case.id), case_id=case.id, document_id=document.id, variant="view")
    return str(document.id), content


def public_rows_of(city: Any) -> dict[str, list[Any]]:
    """The control database's rows about this city."""
    with bind_owner(), connections[OWNER].cursor() as cursor:
        found = {}
        for table, key in (("tenants_city", "id"), ("tenants_domain", "tenant_id"), ("tenants_door", "city_id")):
            cursor.execute(f"SELECT * FROM {table} WHERE {key} = %s ORDER BY id", [city.pk])
            found[table] = list(cursor.fetchall())
    return found


def everything_of(city: Any) -> tuple[Any, ...]:
    return rows_of(city), files_of(city), opened(city), public_rows_of(city)
