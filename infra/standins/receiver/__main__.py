"""``python -m infra.standins.receiver``; everything comes from the environment.

RECEIVER_STANDIN_PORT (8110), RECEIVER_STANDIN_DIR (``var/receiver``), RECEIVER_STANDIN_SECRET (the signature's key, else one
that is kept in that folder).
"""

from __future__ import annotations

import os
import secrets
import signal
import sys
import threading
from pathlib import Path

from infra.standins.receiver.server import StandIn


def main() -> None:
    environ = os.environ
    folder = Path(environ.get("RECEIVER_STANDIN_DIR") or "var/receiver")
    secret = environ.get("RECEIVER_STANDIN_SECRET") or _kept(folder / "secret")
    port = int(environ.get("RECEIVER_STANDIN_PORT") or 8110)
    stand_in = StandIn(folder, port=port, secrets={"zusage": secret.encode()})
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=stand_in.stop).start())
    sys.stdout.write(f"Stand-in of a city's own system on {stand_in.page}\n")
    sys.stdout.flush()
    stand_in.serve()


def _kept(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


if __name__ == "__main__":
    main()
