"""``python -m infra.standins.sftp``; everything comes from the environment.

SFTP_STANDIN_PORT (8109), SFTP_STANDIN_PAGE_PORT (8114), SFTP_STANDIN_DIR (``var/sftp``). The gateway takes by itself what
lies in the folders, and writes receipts.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from infra.standins.sftp.control import Page
from infra.standins.sftp.server import StandIn
from infra.standins.sftp.world import CITIES


def main() -> None:
    environ = os.environ
    folder = Path(environ.get("SFTP_STANDIN_DIR") or "var/sftp")
    port, page_port = (
        int(environ.get(name) or default)
        for name, default in (("SFTP_STANDIN_PORT", 8109), ("SFTP_STANDIN_PAGE_PORT", 8114))
    )
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with StandIn(folder, port=port) as stand_in, Page(stand_in, port=page_port) as page:
        for city in CITIES:  # so that they lie there before anybody signs in
            stand_in.world.key(city)
            stand_in.world.password(city)
        sys.stdout.write(f"SFTP stand-in on port {stand_in.port}, its page on {page.address}\n")
        sys.stdout.flush()
        while not ended.wait(0.5):
            stand_in.gateway.take_by_itself()


if __name__ == "__main__":
    main()
