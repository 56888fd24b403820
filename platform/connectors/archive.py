"""What an archive of a city carries of the authority's messages besides their rows: those that are not yet with a case are
sealed with the city's key, which does not travel."""

from __future__ import annotations

import base64
import json
import uuid

from connectors import returned
from connectors.models import ReturnedMessage
from kernel.crypto import seal, unseal
from tenants.archive.chest import ChestWriter
from tenants.archive.parts import Arrival, Part
from tenants.binding import OWNER
from tenants.models import City

NAME = "returned"


def _place(message_id: uuid.UUID) -> str:
    return f"archive|returned|{message_id}"


def _write(chest: ChestWriter, city: City) -> None:
    """A line of JSON for each; its text under the archive's own key."""
    rows = ReturnedMessage.objects.using(OWNER).filter(sealed_with_case=False, sealed_body__isnull=False)
    for number, message_id in enumerate(rows.order_by("id").values_list("id", flat=True), start=1):
        sealed = bytes(rows.values_list("sealed_body", flat=True).get(id=message_id) or b"")
        text = returned.unsealed(city.schema_name, message_id, sealed)
        line = {
            "id": str(message_id),
            "sealed": base64.b64encode(seal(chest.case_key, text, _place(message_id))).decode(),
        }
        chest.put(f"{NAME}/{number:06d}", json.dumps(line).encode())


def _read(arrival: Arrival, _name: str, content: bytes) -> None:
    """Seals it for the city that is filled."""
    told = json.loads(content)
    message_id = uuid.UUID(told["id"])
    text = unseal(arrival.case_key, base64.b64decode(told["sealed"]), _place(message_id))
    sealed = returned.sealed(arrival.city.schema_name, message_id, text)
    ReturnedMessage.objects.using(OWNER).filter(id=message_id).update(sealed_body=sealed)


RETURNED = Part(NAME, _write, _read)
