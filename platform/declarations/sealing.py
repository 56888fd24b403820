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
    """Seals and opens values of one case. ``place`` names table and field; city and case are added here."""

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


def _wrapping_place(case_id: uuid.UUID) -> str:
    return f"{current().schema}|case-key|{case_id}"


def create_key(case_id: uuid.UUID, *, at: datetime) -> CaseCipher:
    """Makes the case's key. Joins the caller's transaction."""
    city, key = current().schema, new_key()
    wrapped = seal(city_keys().key_of(city), key, _wrapping_place(case_id))
    CaseKey.objects.create(case_id=case_id, wrapped=wrapped, created_at=at)
    return CaseCipher(city, case_id, key)


def ciphers(case_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, CaseCipher]:
    """Ciphers of several cases in one query; a case whose key was destroyed is not among them."""
    city = current().schema
    master = city_keys().key_of(city)
    return {
        row.case_id: CaseCipher(city, row.case_id, unseal(master, bytes(row.wrapped), _wrapping_place(row.case_id)))
        for row in CaseKey.objects.filter(case_id__in=list(case_ids))
    }


def cipher(case_id: uuid.UUID) -> CaseCipher:
    """The case's cipher, or ``UnableToOpen`` when its key was destroyed."""
    found = ciphers([case_id]).get(case_id)
    if found is None:
        raise UnableToOpen(code="case_erased")
    return found


def destroy_key(case_id: uuid.UUID) -> None:
    CaseKey.objects.filter(case_id=case_id).delete()
