"""One thread per process hears what was changed for all processes, over a connection of its own to PostgreSQL.

Who keeps something in the process subscribes to its *subject*: cities' addresses and stages (``ROUTING``), federal values.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from threading import Lock, Thread

import psycopg
from django.conf import settings
from django.db import connections

from tenants.binding import current

CHANNEL = "zusage_routing"
ROUTING = "routing"
HEARTBEAT_SECONDS = 20.0
PAUSE_SECONDS = 2.0


def announce(subject: str = ROUTING) -> None:
    """Tells every process. Joins the transaction of whoever is bound: heard when it is committed, never otherwise."""
    with connections[current().alias].cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, subject])


class Listener:
    """Subscribers are called for every message about their subject, and all of them whenever listening begins, since
    something may have been missed.
    """

    def __init__(self) -> None:
        self._subscribers: dict[str, list[Callable[[], None]]] = {}
        self._lock = Lock()
        self._process = 0
        self._hears = False

    def subscribe(self, subject: str, changed: Callable[[], None]) -> None:
        self._subscribers.setdefault(subject, []).append(changed)

    def hears(self) -> bool:
        """Whether changes are heard right now. Starts the thread; again after a fork, which leaves threads behind."""
        if self._process != os.getpid():
            self._start()
        return self._hears

    def _start(self) -> None:
        with self._lock:
            if self._process != os.getpid():
                self._process, self._hears = os.getpid(), False
                Thread(target=self._run, name="listening", daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                self._listen()
            except (psycopg.Error, OSError):
                self._hears = False
            time.sleep(PAUSE_SECONDS)

    def _listen(self) -> None:
        address = settings.LISTEN_DATABASE_URL
        with psycopg.connect(address, autocommit=True, connect_timeout=5, application_name="zusage listening") as line:
            line.execute(f"LISTEN {CHANNEL}")
            for subject in list(self._subscribers):
                self._tell(subject)
            self._hears = True
            while True:
                for notice in line.notifies(timeout=HEARTBEAT_SECONDS, stop_after=1):
                    self._tell(notice.payload or ROUTING)  # a process of an earlier release names no subject
                line.execute("SELECT 1")  # a line that is dead without saying so is noticed here

    def _tell(self, subject: str) -> None:
        for changed in self._subscribers.get(subject, ()):
            changed()


listener = Listener()
