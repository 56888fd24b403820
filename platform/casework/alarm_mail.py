"""The mail about a situation of the deliveries: what kind, since when, where to look. It names no person and no case."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from casework.letterbox import city_page
from connectors import alarms
from notifications import to_office
from ui.formats import long_time


def send(*, mail_id: uuid.UUID, at: datetime) -> bool:
    """Once per person and situation; nothing when it is over meanwhile. Outside any transaction."""
    with transaction.atomic():
        letter = alarms.letter_of(mail_id, at=at)
    if letter is None:
        return False
    facts = {
        "kind": letter.kind.value, "since": long_time(letter.since), "count": letter.count,
        "link": f"{city_page()}/amt/zustellungen/",
    }  # fmt: skip
    try:
        to_office.send(to=letter.to, template="delivery_alarm", facts=facts, name=mail_id, at=at)
    except to_office.UnableToSend as error:
        with transaction.atomic():
            alarms.mail_not_sent(mail_id=mail_id, error=str(error), at=at)
        return False
    with transaction.atomic():
        alarms.mail_sent(mail_id=mail_id, at=at)
    return True
