"""A case that is with the authority's system, made in the shortest way, and what that system says about it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.support import cases, incoming

PORTAL = b"alp:06000000001"
QUESTION = "<x:frage>{}</x:frage>"
STATUS = "<x:status listURI='urn:xoev-de:xauslaender:codeliste:ozg.status' listVersionID='4'><code>{}</code></x:status>"
FIXED = (
    "<x:strukturierteTermininformationen><x:datum>2026-12-18</x:datum><x:uhrzeitAb>09:30:00</x:uhrzeitAb>"
    "<x:uhrzeitBis>10:00:00</x:uhrzeitBis><x:ort><hausnummer>100</hausnummer><postleitzahl>63065</postleitzahl>"
    "<strasse>Berliner Straße</strasse><wohnort>Offenbach am Main</wohnort></x:ort>"
    "<x:weitereAngabenZumOrt>Zimmer 12</x:weitereAngabenZumOrt></x:strukturierteTermininformationen>"
)


@dataclass(frozen=True)
class There:
    """``link`` and ``code`` open the sponsor's page; ``delivery`` is the id of our message."""

    city: Any
    id: uuid.UUID
    reference: str
    link: str
    code: str
    delivery: uuid.UUID

    @property
    def state(self) -> str:
        return str(self.row.state)

    @property
    def row(self) -> Any:
        from declarations.models import Declaration
        from tenants.binding import bind

        with bind(self.city):
            return Declaration.objects.get(id=self.id)


def there(
    city: Any,
    *,
    at: datetime,
    state: str = "with_authority_system",
    test: bool = True,
    left: bool = True,
    **changes: Any,
) -> There:
    """A received case whose 130201 arrived. ``test``: whether that was a trial. ``left``: false when nothing went out."""
    from django.db import transaction

    from connectors.making import BODY
    from connectors.models import Delivery
    from connectors.operations import queue
    from tenants.binding import bind

    with bind(city), transaction.atomic():
        row = _received(city, at, state, changes)
        if not left:
            return There(city, row.id, row.reference, *_doors(row), uuid.uuid4())
        delivery = queue(declaration=row, at=at)
        told = b'<x:OZG test="true"' if test else b"<x:OZG"
        Delivery.objects.filter(declaration=row).update(
            state="delivered", receipt="r", settled_at=at, next_try_at=None, attempts=1,
            sealed_message=_sealed(row.id, told, BODY),
        )  # fmt: skip
        return There(city, row.id, row.reference, *_doors(row), delivery.id)


def _received(city: Any, at: datetime, state: str, changes: dict[str, Any]) -> Any:
    from casework import journey, submission
    from configuration.queries import in_force
    from declarations import operations
    from declarations.casefile.document import CaseFile
    from kernel.codes import new_reference

    draft = journey.start(language="de", at=at).declaration
    answers = cases.answers(city.slug, **changes)
    operations.replace_answers(draft=draft, answers=answers, keep=at - at, at=at)
    draft.reference, draft.configuration = new_reference(), in_force(at=at).number
    filing = {
        "reference": draft.reference, "city": city.slug, "authority_code": city.authority_code,
        "submitted_at": at.isoformat(), "configuration": draft.configuration, "fee_cents": 2900, "binding": False,
    }  # fmt: skip
    submission.store_case(draft, CaseFile.model_validate({"answers": answers, "filing": filing}))
    draft.state, draft.submitted_at, draft.expires_at = state, at, None
    draft.save()
    return draft


def _sealed(case_id: uuid.UUID, body: bytes, place: str) -> bytes:
    import zlib

    from declarations import sealing

    return sealing.cipher(case_id).seal(zlib.compress(body, 1), place)


def _doors(row: Any) -> tuple[str, str]:
    from declarations.access import access_of

    access = access_of(row)
    return access.link, access.code


def said(case: There, kind: str, body: str = "", *, number: uuid.UUID | None = None, **changes: Any) -> bytes:
    """A message about this case, from its authority to our portal; change what is wrong with it."""
    from django.conf import settings

    given = {
        "reference": case.reference, "answers": str(case.delivery), "author": f"azr:{case.city.authority_code}", **changes,
    }  # fmt: skip
    written = incoming.message(kind, body, **given)
    written = written.replace(incoming.MESSAGE_ID.encode(), str(number or uuid.uuid4()).encode())
    return written.replace(PORTAL, settings.PORTAL_ID.encode())


def arrive(city: Any, body: bytes, *, at: datetime, work: bool = True) -> Any:
    """It is collected, kept and carried out; answers the row. ``work``: the process goes on."""
    from django.db import transaction

    from connectors import returned
    from connectors.models import ReturnedMessage
    from tenants.binding import bind

    number = str(uuid.uuid4())
    with bind(city):
        with transaction.atomic():
            returned.keep(connector="folder", external_id=number, message_type="", body=body, at=at)
        returned.carry_out_new(clock=lambda: at)
        row = ReturnedMessage.objects.get(external_id=number)
    if work:
        cases.work(city, at=at)
    return row
