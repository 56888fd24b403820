"""What the commands of the stand-ins share. Everything comes from the environment."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from infra.standins.common.server import Service


def port(name: str, usual: int) -> int:
    return int(os.environ.get(name) or usual)


def folder(name: str, usual: str) -> Path:
    return Path(os.environ.get(name) or usual)


def run(service: Service, words: str) -> None:
    """Until told to stop. Stopping waits for the thread that serves, which is the one that takes the signal."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=service.stop).start())
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
    service.serve()
