"""``python -m infra.standins.xbezahldienste``; everything comes from the environment.

XBEZAHL_STANDIN_PORT (8106), XBEZAHL_STANDIN_TLS_PORT (8107), XBEZAHL_STANDIN_DIR (``var/xbezahldienste``).
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from infra.standins.xbezahldienste.server import StandIn


def main() -> None:
    environ = os.environ
    folder = Path(environ.get("XBEZAHL_STANDIN_DIR") or "var/xbezahldienste")
    ports = (int(environ.get("XBEZAHL_STANDIN_PORT") or 8106), int(environ.get("XBEZAHL_STANDIN_TLS_PORT") or 8107))
    stand_in = StandIn(folder, port=ports[0], tls_port=ports[1])
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=stand_in.stop).start())
    sys.stdout.write(f"Payment service stand-in on {stand_in.page}\n")
    sys.stdout.flush()
    stand_in.serve()


if __name__ == "__main__":
    main()
