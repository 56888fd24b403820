"""Cases that may book, and the calendar of the demo city as the tests use it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

# A Monday, early in the morning; the demo's offices open at eight.
AT = datetime(2027, 3, 1, 5, 0, tzinfo=UTC)
OFFICE = "buergerbuero"
TUESDAY = datetime(2027, 3, 2, 7, 0, tzinfo=UTC)  # 08:00 in Germany, 26 hours ahead


def new_case(*, state: str = "signing_due", at: datetime = AT) -> uuid.UUID:
    """A case in the bound city that is in this state, with nothing in it but its key."""
    from django.db import transaction

    from declarations import operations
    from declarations.models import Declaration
    from kernel.codes import new_reference

    with transaction.atomic():
        draft = operations.start_draft(language="de", keep=timedelta(days=30), at=at).declaration
        Declaration.objects.filter(id=draft.id).update(
            state=state, mode="prepare_and_sign", reference=new_reference(12), configuration=1, submitted_at=at
        )
    return draft.id


def need(purpose: str = "signing", **more: Any) -> Any:
    from appointments.needs import Need, Purpose

    return Need(Purpose(purpose), **more)
