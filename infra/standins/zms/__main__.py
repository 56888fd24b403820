"""``python -m infra.standins.zms``; everything comes from the environment.

ZMS_STANDIN_PORT (8105), ZMS_STANDIN_DIR (``var/zms``).
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from infra.standins.zms.server import StandIn


def main() -> None:
    environ = os.environ
    folder = Path(environ.get("ZMS_STANDIN_DIR") or "var/zms")
    stand_in = StandIn(folder, port=int(environ.get("ZMS_STANDIN_PORT") or 8105))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=stand_in.stop).start())
    sys.stdout.write(f"Appointment system stand-in on {stand_in.page}\n")
    sys.stdout.flush()
    stand_in.serve()


if __name__ == "__main__":
    main()
