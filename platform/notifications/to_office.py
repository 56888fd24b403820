"""A mail to the office's own mailbox. It names no person and no case."""

from __future__ import annotations

import uuid
from datetime import datetime
from smtplib import SMTPException
from typing import Any

from notifications import catching
from notifications.operations import compose


class UnableToSend(Exception):
    """The mail server did not take it. Says the kind of error only."""


def send(*, to: str, template: str, facts: dict[str, Any], name: uuid.UUID, at: datetime) -> None:
    """Sends it now, outside any transaction. ``name`` stays the same however often one mail is sent."""
    message = compose(template=template, language="de", to=to, said=facts, name=name, at=at)
    try:
        catching.send(message, name=name, template=template, at=at)
    except (SMTPException, OSError) as error:
        raise UnableToSend(type(error).__name__) from None
