"""A receiver on the loopback that honours the key, and the connector that posts to it; registered by whoever measures or
strikes. What arrived is written to a file before it is answered, so that a killed receiver remembers.

``python -m tests.support.posting PORT FILE``
"""

from __future__ import annotations

import json
import os
import random
import socket
import sys
import threading
import time
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from connectors.base import Connector, Options, OutgoingMessage, Receipt, Rejected, Temporary

KEY, REFERENCE = "Idempotency-Key", "X-Reference"


class PostOptions(Options):
    """``seconds``: how long an answer is waited for."""

    port: int
    path: str = "/"
    seconds: float = 5.0


class Posting(Connector[PostOptions]):
    name: ClassVar[str] = "posting"
    options_model: ClassVar[type[Options]] = PostOptions

    def check(self, options: PostOptions) -> None:
        _call("GET", options, "", b"", "")

    def deliver(self, message: OutgoingMessage, options: PostOptions, *, idempotency_key: str) -> Receipt:
        status, said = _call("POST", options, idempotency_key, message.body, message.reference)
        if status == 409:
            raise Rejected("other_content")
        if status != 200:
            raise Temporary("no_answer", f"HTTP {status}")
        return Receipt(str(json.loads(said)["receipt"]), answer=f"HTTP {status}", sent_bytes=len(message.body))


class TellingPosting(Posting):
    """The same, but one can ask it what arrived."""

    name: ClassVar[str] = "posting_telling"
    can_tell: ClassVar[bool] = True

    def find(self, options: PostOptions, *, idempotency_key: str) -> Receipt | None:
        status, said = _call("GET", options, idempotency_key, b"", "")
        if status == 404:
            return None
        if status != 200:
            raise Temporary("no_answer", f"HTTP {status}")
        return Receipt(str(json.loads(said)["receipt"]))


def _call(method: str, options: PostOptions, key: str, body: bytes, reference: str) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", options.port, timeout=options.seconds)
    try:
        headers = {KEY: key, REFERENCE: reference}
        connection.request(method, options.path, body=body or None, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, HTTPException):
        raise Temporary("no_answer") from None
    finally:
        connection.close()


def register() -> None:
    from connectors.registry import CONNECTORS

    for connector in (Posting(), TellingPosting()):
        if connector.name not in CONNECTORS:
            CONNECTORS.register(connector.name, connector)


class Inbox(ThreadingHTTPServer):
    """``arrivals``: (key, reference, hash) as they came, repetitions left out; ``calls`` counts them all."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, file: Path | None = None, *, delay: float = 0.0) -> None:
        super().__init__(("127.0.0.1", port), _Door)
        self.delay, self.calls, self.repeated = delay, 0, 0
        self.known: dict[str, tuple[str, str]] = {}
        self.arrived_at: dict[str, float] = {}
        self.lock = threading.Lock()
        self.file = file.open("a+b", buffering=0) if file is not None else None
        if file is not None:
            for line in file.read_text().splitlines():
                key, reference, digest = line.split(" ")
                self.known[key] = (reference, digest)

    def take(self, key: str, reference: str, body: bytes) -> int:
        digest = sha256(body).hexdigest()
        with self.lock:
            self.calls += 1
            if key in self.known:
                self.repeated += 1
                return 200 if self.known[key] == (reference, digest) else 409
            self.known[key] = (reference, digest)
            self.arrived_at[key] = time.perf_counter()
            if self.file is not None:
                self.file.write(f"{key} {reference} {digest}\n".encode())
        return 200


class _Door(BaseHTTPRequestHandler):
    server: Inbox
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        if self.path == "/slow":
            time.sleep(1.0)
        if self.path == "/dead":
            time.sleep(3600)
        if self.server.delay:
            time.sleep(random.uniform(0, self.server.delay))  # noqa: S311  no secret
        status = self.server.take(self.headers[KEY], self.headers[REFERENCE], body)
        if self.server.delay:
            time.sleep(random.uniform(0, self.server.delay))  # noqa: S311  no secret
        self._answer(status, self.headers[KEY])

    def do_GET(self) -> None:
        key = self.headers[KEY]
        self._answer(200 if not key or key in self.server.known else 404, key)

    def _answer(self, status: int, key: str) -> None:
        said = json.dumps({"receipt": f"R-{key}"}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: Any) -> None:
        return None


if __name__ == "__main__":
    inbox = Inbox(int(sys.argv[1]), Path(sys.argv[2]), delay=float(os.environ.get("RECEIVER_DELAY", "0.02")))
    inbox.serve_forever()
