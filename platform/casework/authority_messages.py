"""Reading what the authority's system said about a case, for the sponsor's page and the desk."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import AuthorityMessage
from casework.returned_effects import CONTENT
from casework.returned_words import TYPES, refused_in_words, status_in_words
from connectors.models import ReturnedMessage
from declarations import sealing
from declarations.models import Declaration
from declarations.sealing import CaseCipher
from kernel.clock import GERMANY
from ui.formats import day_and_time

Kind = AuthorityMessage.Kind
TITLES: dict[str, Any] = {
    Kind.QUESTION: gettext_lazy("Frage der Ausländerbehörde"),
    Kind.STATUS: gettext_lazy("Neues aus der Ausländerbehörde"),
    Kind.APPOINTMENT: gettext_lazy("Termin in der Ausländerbehörde"),
    Kind.WITHDRAWAL: gettext_lazy("Antwort auf Ihre Rücknahme"),
    Kind.NOT_COMPETENT: gettext_lazy("Eine andere Behörde ist zuständig"),
}
PARTS: dict[str, Any] = {
    "attachment": gettext_lazy("Anlage der Behörde"),
    "invitation": gettext_lazy("Einladung zum Termin"),
    "fee_notice": gettext_lazy("Hinweis zur Gebühr"),
}


@dataclass(frozen=True)
class FileView:
    """``document``: None while it is looked at; and for good when it could not be taken (``refused``, a code)."""

    label: Any
    document: uuid.UUID | None
    refused: str = ""


@dataclass(frozen=True)
class AppointmentView:
    """A day with its time, or a link to choose one, or both. German wall time. The office's, not a visit of our calendar."""

    day: date | None
    begins: time | None
    ends: time | None
    place: str
    place_hint: str
    booking_url: str
    hint: str

    @property
    def when(self) -> str:
        """„Freitag, 18. Dezember 2026, 09:30 Uhr, bis 10:00 Uhr“, or empty."""
        if self.day is None or self.begins is None:
            return ""
        begins = day_and_time(datetime.combine(self.day, self.begins, tzinfo=GERMANY))
        return (
            _("%(begins)s, bis %(ends)s Uhr") % {"begins": begins, "ends": _clock(self.ends)} if self.ends else begins
        )


@dataclass(frozen=True)
class MessageView:
    """``request``: the question's; its text stands there."""

    id: uuid.UUID
    kind: str
    title: Any
    text: Any
    at: datetime
    files: list[FileView]
    request: uuid.UUID | None = None
    appointment: AppointmentView | None = None
    authority: str = ""


@dataclass(frozen=True)
class UnheardView:
    """A message about the case that was not carried out."""

    id: uuid.UUID
    title: Any
    why: Any
    at: datetime


def of_case(case: Declaration, cipher: CaseCipher | None = None) -> list[MessageView]:
    """The newest first. One query, and the key's."""
    rows = list(AuthorityMessage.objects.filter(case=case).defer("sealed_files").order_by("-at", "-id"))
    if not rows:
        return []
    opened = cipher or sealing.cipher(case.id)
    return [_view(row, opened.open_json(row.sealed_content, CONTENT)) for row in rows]


def unheard_of(case: Declaration) -> list[UnheardView]:
    """The oldest first. One query."""
    rows = ReturnedMessage.objects.filter(declaration=case, state=ReturnedMessage.State.REFUSED)
    return [
        UnheardView(row.id, TYPES.get(row.message_type, row.message_type), refused_in_words(row.error), row.received_at)
        for row in rows.defer("sealed_body").order_by("received_at", "id")
    ]


def appointment_of(case: Declaration, message_id: uuid.UUID) -> MessageView | None:
    """One of the case's appointments; None for anything else."""
    found = [view for view in of_case(case) if view.id == message_id and view.appointment is not None]
    return found[0] if found else None


def _view(row: AuthorityMessage, content: dict[str, Any]) -> MessageView:
    text = status_in_words(content["code"]) if row.kind == Kind.STATUS else content.get("text", "")
    return MessageView(
        row.id, row.kind, TITLES[row.kind], text, row.at, _files(row), request=row.request_id,
        appointment=_appointment(content) if row.kind == Kind.APPOINTMENT else None, authority=content.get("authority", ""),
    )  # fmt: skip


def _files(row: AuthorityMessage) -> list[FileView]:
    return [
        FileView(PARTS.get(one["part"], PARTS["attachment"]), _id(one.get("document")), one.get("refused", ""))
        for one in row.documents
    ]


def _id(text: str | None) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None


def _appointment(content: dict[str, Any]) -> AppointmentView:
    day, begins, ends = (content.get(name) for name in ("day", "begins", "ends"))
    return AppointmentView(
        date.fromisoformat(day) if day else None, time.fromisoformat(begins) if begins else None,
        time.fromisoformat(ends) if ends else None,
        *(str(content.get(name, "")) for name in ("place", "place_hint", "booking_url", "hint")),
    )  # fmt: skip


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"
