"""`python -m infra.standins.mail`: the SMTP server and the page, until told to stop."""

import os
import signal
import threading
from pathlib import Path

from infra.standins.mail.catcher import smtp_server
from infra.standins.mail.page import Page
from infra.standins.mail.store import Store

LOOPBACK = "127.0.0.1"


def main() -> None:
    store = Store(Path(os.environ.get("MAIL_DIR", "var/mail")))
    smtp = smtp_server(store, host=LOOPBACK, port=int(os.environ.get("MAIL_SMTP_PORT", "8104")))
    page = Page(store, host=LOOPBACK, port=int(os.environ.get("MAIL_PAGE_PORT", "8103")))
    for number in (signal.SIGINT, signal.SIGTERM):
        # shutdown() waits for serve_forever(), which runs in the thread that takes the signal
        signal.signal(number, lambda *_: threading.Thread(target=page.shutdown).start())
    smtp.start()
    try:
        page.serve_forever(poll_interval=0.1)
    finally:
        smtp.stop()
        page.server_close()


if __name__ == "__main__":
    main()
