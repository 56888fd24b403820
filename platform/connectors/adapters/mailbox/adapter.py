"""For an authority without a system that takes messages: the case stays at the desk, and a mail says that cases wait.

The connector itself sends nothing: a call may be repeated, and a mail cannot be taken back. That the case is *delivered*
is news like any other, and who hears it plans the mail in the same transaction (``connectors.announcing``).
"""

from __future__ import annotations

from smtplib import SMTPException
from typing import ClassVar

from django.core.mail import get_connection

from connectors.adapters.mailbox.options import MailboxOptions
from connectors.base import Connector, Options, OutgoingMessage, Receipt, Temporary


class MailboxConnector(Connector[MailboxOptions]):
    name: ClassVar[str] = "mailbox"
    options_model: ClassVar[type[Options]] = MailboxOptions

    def check(self, options: MailboxOptions) -> None:
        """Whether the platform's mail server lets us in."""
        try:
            connection = get_connection()
            connection.open()
            connection.close()
        except (SMTPException, OSError):
            raise Temporary("mail_server") from None

    def deliver(self, message: OutgoingMessage, options: MailboxOptions, *, idempotency_key: str) -> Receipt:
        return Receipt(f"desk-{idempotency_key}")
