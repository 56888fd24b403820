"""The SMTP server: says yes to every recipient and keeps the mail."""

from datetime import UTC, datetime

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from infra.standins.mail.store import Store

LARGEST_MAIL = 50_000_000  # bytes


class Catcher:
    def __init__(self, store: Store) -> None:
        self.store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802  the name and shape that aiosmtpd calls
        """The library calls it by this name with these arguments."""
        content = envelope.original_content or b""
        self.store.keep(content, envelope.rcpt_tos, at=datetime.now(UTC))
        return "250 Message kept"


def smtp_server(store: Store, *, host: str, port: int) -> Controller:
    """Not yet started; `start()` returns once it takes mail."""
    return Controller(Catcher(store), hostname=host, port=port, data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True)
