"""What may become of the mail that carries an invoice. Once it is handed to the mail server nobody sends it a second time
but a person: what became of it then may be unclear."""

from __future__ import annotations

from django.db.models import TextChoices

from kernel.transitions import Edge, Transitions


class State(TextChoices):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCLEAR = "unclear"


S = State
# Sending → queued: the mail server surely has not taken it. Unclear → sent: the one who sent it was only slow.
TRANSITIONS = Transitions(
    Edge(source.value, target.value, f"dispatch.{target.value}")
    for source, target in (
        (S.QUEUED, S.SENDING), (S.SENDING, S.SENT), (S.SENDING, S.QUEUED), (S.SENDING, S.FAILED),
        (S.SENDING, S.UNCLEAR), (S.UNCLEAR, S.SENT),
    )
)  # fmt: skip
UNDER_WAY = frozenset({S.QUEUED, S.SENDING})
