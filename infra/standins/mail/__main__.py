"""`python -m infra.standins.mail`: the SMTP server and the page, until told to stop.

MAIL_DIR (`var/mail`), MAIL_SMTP_PORT (8104), MAIL_PAGE_PORT (8103).
"""

from infra.standins.common import command
from infra.standins.common.server import LOOPBACK, Service
from infra.standins.mail.catcher import smtp_server
from infra.standins.mail.page import Page
from infra.standins.mail.store import Store


class StandIn(Service):
    """Mail comes in at one port and is looked at on another."""

    def __init__(self) -> None:
        store = Store(command.folder("MAIL_DIR", "var/mail"))
        self._smtp = smtp_server(store, host=LOOPBACK, port=command.port("MAIL_SMTP_PORT", 8104))
        super().__init__(Page(store, port=command.port("MAIL_PAGE_PORT", 8103)))

    def begin(self) -> None:
        self._smtp.start()

    def end(self) -> None:
        self._smtp.stop()


def main() -> None:
    stand_in = StandIn()
    command.run(stand_in, f"Mail page on {stand_in.listeners[0].base}")


if __name__ == "__main__":
    main()
