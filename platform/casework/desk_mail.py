"""The mail without content: how many new cases wait at the desk, and where it is."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from casework import queue
from casework.letterbox import city_page
from connectors import announcing
from declarations.states import State
from notifications import to_office


def send(*, announcement_id: uuid.UUID, at: datetime) -> bool:
    """Sends what was planned, unless it was sent, or nobody waits any more. Outside any transaction."""
    with transaction.atomic():
        if not announcing.is_wanted(announcement_id):
            return False
        options, waiting = announcing.options_in_force(at=at), queue.counts().get(State.SUBMITTED, 0)
    if options is not None and waiting:
        facts = {"count": waiting, "link": f"{city_page()}/amt/"}
        try:
            to_office.send(to=options.to, template="desk_waiting", facts=facts, name=announcement_id, at=at)
        except to_office.UnableToSend as error:
            with transaction.atomic():
                announcing.not_sent(announcement_id=announcement_id, error=str(error))
            return False
    with transaction.atomic():
        announcing.sent(announcement_id=announcement_id, at=at)
    return True
