"""Mails about what the authority's system said: that there is news; of an appointment also when and where. Free text of the
authority stands on the page alone, since it may be about a person."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils.translation import override

from appointments.calendar_file import event_file
from casework import authority_messages, letterbox
from casework.authority_messages import AppointmentView, MessageView
from declarations.models import Declaration
from declarations.states import State


def tell(case: Declaration, message_id: uuid.UUID, *, at: datetime) -> None:
    """Joins the caller's transaction. An erased case gets no letter."""
    if case.state == State.ERASED:
        return
    with override(case.language):
        found = authority_messages.appointment_of(case, message_id)
    if found is None or found.appointment is None:
        letterbox.announce(case, "news", at=at)
        return
    with override(case.language):
        more = {"when": found.appointment.when, "place": found.appointment.place}
    letterbox.announce(case, "authority_appointment", at=at, more=more, calendar=_calendar(case, found))


def file_of(case: Declaration, message: MessageView) -> str | None:
    """The appointment as a file for any calendar; None while it has no fixed time."""
    found = message.appointment
    if found is None or not found.when:
        return None
    return _file(case, message, found)


def _calendar(case: Declaration, message: MessageView) -> tuple[str, str] | None:
    text = file_of(case, message)
    return ("PUBLISH", text) if text else None


def _file(case: Declaration, message: MessageView, found: AppointmentView) -> str:
    if found.day is None or found.begins is None:
        raise ValueError("an appointment without a time")
    return event_file(
        uid=str(message.id), day=found.day, begins=found.begins, ends=found.ends, place=found.place, at=message.at,
        language=case.language,
    ).decode()  # fmt: skip
