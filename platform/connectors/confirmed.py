"""Which cases have certainly arrived, whole: a condition for queries over cases."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from connectors.adapters.mailbox.adapter import MailboxConnector
from connectors.models import Delivery, ReturnedMessage
from connectors.states import State
from connectors.xauslaender.message import DECLARATION


def arrived(*, until: datetime) -> Q:
    """Every message of the case is confirmed by somebody outside, the last one at that moment at the latest, and nothing that
    came back waits for a person. What the mailbox took stays at the desk and never counts."""
    ours = Delivery.objects.filter(declaration=OuterRef("pk"))
    confirmed = Q(state=State.DELIVERED, settled_at__lte=until) & ~Q(connector=MailboxConnector.name)
    back = ReturnedMessage.objects.filter(declaration=OuterRef("pk"), sealed_body__isnull=False)
    return (
        Q(Exists(ours.filter(message_type=DECLARATION)))
        & ~Q(Exists(ours.exclude(confirmed)))
        & ~Q(Exists(back.exclude(state=ReturnedMessage.State.CARRIED_OUT)))
    )
