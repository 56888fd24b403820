"""A second opinion on malware, from clamd when its address is configured (``host:port`` or a socket's path).

The protocol is clamd's INSTREAM: chunks with a four-byte length before each, a zero length at the end, one line back.
"""

from __future__ import annotations

import socket
import struct
from enum import Enum

from django.conf import settings

_CHUNK = 64 * 1024
_SECONDS = 20


class Finding(Enum):
    CLEAN = "clean"
    INFECTED = "infected"
    AWAY = "away"


def scan(content: bytes) -> Finding:
    """*clean* without asking when no scanner is configured; *away* when it does not answer as it should."""
    if not settings.CLAMD_ADDRESS:
        return Finding.CLEAN
    try:
        answer = _asked(content)
    except OSError:
        return Finding.AWAY
    if answer.endswith("FOUND"):
        return Finding.INFECTED
    return Finding.CLEAN if answer.endswith("OK") else Finding.AWAY


def _asked(content: bytes) -> str:
    with _connected() as clamd:
        clamd.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            clamd.sendall(struct.pack(">I", len(chunk)) + chunk)
        clamd.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := clamd.recv(4096)):
            answer += more
    return answer.rstrip(b"\0\n").decode("ascii", "replace")


def _connected() -> socket.socket:
    address = settings.CLAMD_ADDRESS
    if address.startswith("/"):
        clamd = socket.socket(socket.AF_UNIX)
        clamd.settimeout(_SECONDS)
        clamd.connect(address)
        return clamd
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_SECONDS)
