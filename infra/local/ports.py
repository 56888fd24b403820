"""Ports on the loopback."""

import socket
import time
from pathlib import Path

from infra.local.keepsake import remember

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether a server could listen there now; connections that are only fading out do not count."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def any_free() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def choose(memory: Path, *, wanted: int, patience: float = 1.0) -> int:
    """The port used last time, else the wanted one, else any: whichever is free. The choice is kept in `memory`.

    A server killed a moment ago may still hold its port, hence `patience`, in seconds.
    """
    candidates = [wanted]
    if memory.exists() and (kept := memory.read_text().strip()).isdigit():
        candidates.insert(0, int(kept))
    deadline = time.monotonic() + patience
    while not (free := [port for port in candidates if is_free(port)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    port = free[0] if free else any_free()
    remember(memory, str(port))
    return port
