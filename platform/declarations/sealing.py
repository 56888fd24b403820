"""Sealing a case's data with its own key. A case whose key is gone cannot be read by anyone, in no copy."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from declarations.models import CaseKey
from kernel.crypto import UnableToOpen, new_key, seal, unseal
from tenants.binding import current
from tenants.keys import city_keys


class CaseCipher:
    """Seals and opens values of one case. ``place`` names table and field; city and case are added here.

    ``city`` is the schema in which the case began: values stay sealed for it, also where a restore gave it another name.
    """

    def __init__(self, city: str, case_id: uuid.UUID, key: bytes) -> None:
        self._city, self._case, self._key = city, case_id, key

    def _where(self, place: str) -> str:
        return f"{self._city}|{self._case}|{place}"

    def seal(self, plain: bytes, place: str) -> bytes:
        return seal(self._key, plain, self._where(place))

    def open(self, sealed: bytes | memoryview, place: str) -> bytes:
        return unseal(self._key, bytes(sealed), self._where(place))

    def seal_json(self, value: Any, place: str) -> bytes:
        return self.seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), place)

    def open_json(self, sealed: bytes | memoryview, place: str) -> Any:
        return json.loads(self.open(sealed, place))


KEY_BYTES = 32


def _wrapping_place(city: str, case_id: uuid.UUID) -> str:
    return f"{city}|case-key|{case_id}"


def wrap(city: str, case_id: uuid.UUID, key: bytes, *, began_in: str) -> bytes:
    """The case's key under this city's. Where the case began under another name, that is wrapped with it."""
    origin = b"" if began_in == city else began_in.encode()
    return seal(city_keys().key_of(city), key + origin, _wrapping_place(city, case_id))


def unwrap(city: str, case_id: uuid.UUID, wrapped: bytes) -> tuple[bytes, str]:
    """(the case's key, the schema in which the case began)."""
    plain = unseal(city_keys().key_of(city), wrapped, _wrapping_place(city, case_id))
    return plain[:KEY_BYTES], plain[KEY_BYTES:].decode() or city


def create_key(case_id: uuid.UUID, *, at: datetime) -> CaseCipher:
    """Makes the case's key. Joins the caller's transaction."""
    city, key = current().schema, new_key()
    wrapped = wrap(city, case_id, key, began_in=city)
    CaseKey.objects.create(case_id=case_id, wrapped=wrapped, created_at=at)
    return CaseCipher(city, case_id, key)


def ciphers(case_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, CaseCipher]:
    """Ciphers of several cases in one query; a case whose key was destroyed is not among them."""
    city = current().schema
    found = {}
    for row in CaseKey.objects.filter(case_id__in=list(case_ids)):
        key, began_in = unwrap(city, row.case_id, bytes(row.wrapped))
        found[row.case_id] = CaseCipher(began_in, row.case_id, key)
    return found


def cipher(case_id: uuid.UUID) -> CaseCipher:
    """The case's cipher, or ``UnableToOpen`` when its key was destroyed."""
    found = ciphers([case_id]).get(case_id)
    if found is None:
        raise UnableToOpen(code="case_erased")
    return found


def destroy_key(case_id: uuid.UUID) -> None:
    CaseKey.objects.filter(case_id=case_id).delete()
