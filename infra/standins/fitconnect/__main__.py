"""``python -m infra.standins.fitconnect``; everything comes from the environment.

FITCONNECT_STANDIN_PORT (8108), FITCONNECT_STANDIN_DIR (``var/fitconnect``).
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from infra.standins.fitconnect.server import StandIn


def main() -> None:
    folder = Path(os.environ.get("FITCONNECT_STANDIN_DIR") or "var/fitconnect")
    stand_in = StandIn(folder, port=int(os.environ.get("FITCONNECT_STANDIN_PORT") or 8108))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=stand_in.stop).start())
    sys.stdout.write(f"FIT-Connect stand-in on {stand_in.page}\n")
    sys.stdout.flush()
    stand_in.serve()


if __name__ == "__main__":
    main()
