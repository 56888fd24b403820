"""Whether a message of the authority's system may be believed: from whom, to whom, about which message of ours."""

from __future__ import annotations

import uuid
import zlib
from datetime import datetime

from django.conf import settings

from configuration.queries import in_force
from connectors.addressing import AUTHORITY
from connectors.config import DeliveryRules
from connectors.making import BODY
from connectors.models import Delivery
from connectors.xauslaender.incoming import Head
from declarations import sealing
from declarations.models import Declaration
from declarations.queries import case_file
from kernel.codes import is_reference, normalise
from kernel.errors import Refusal

_ROOT = 2000


class UnableToCarryOut(Refusal):
    """Nothing was changed. ``case_unknown``, ``case_gone``; ``other_author``, ``other_reader``; ``answers_unknown``: not one
    of this case's messages; ``test_message``: a trial about a real case; ``message_id_reused``; ``worked_here``: the city
    decides this case on our desk; ``case_decided``, ``case_over``; ``not_withdrawn``."""

    code = "case_unknown"


def case_named(reference: str) -> uuid.UUID | None:
    if not is_reference(reference):
        return None
    return Declaration.objects.filter(reference=normalise(reference)).values_list("id", flat=True).first()


def delivery_meant(case: Declaration, head: Head, *, at: datetime) -> Delivery:
    """The message of ours that this one answers. Refused: other_author, other_reader, answers_unknown, test_message."""
    filing = case_file(case).filing
    if filing is None or head.author.identifier.lower() != f"{AUTHORITY}:{filing.authority_code}":
        raise UnableToCarryOut(code="other_author")
    ours = {in_force(at=at).section(DeliveryRules).portal_id, settings.PORTAL_ID} - {""}
    if head.reader.identifier.lower() not in {one.lower() for one in ours}:
        raise UnableToCarryOut(code="other_reader")
    rows = Delivery.objects.defer("sealed_summary").filter(declaration=case)
    found = rows.filter(id=head.answers).first() if head.answers else None
    if found is None:
        raise UnableToCarryOut(code="answers_unknown")
    if head.test and not _was_a_trial(found):
        raise UnableToCarryOut(code="test_message")
    return found


def _was_a_trial(delivery: Delivery) -> bool:
    """A message is a trial by its attribute ``test``, which stands in the root."""
    if delivery.sealed_message is None:
        return False
    packed = sealing.cipher(delivery.declaration_id).open(delivery.sealed_message, BODY)
    return b' test="true"' in zlib.decompressobj().decompress(packed, _ROOT)
