"""What the platform stands on: a data folder of its own, free ports, a broker, a database."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from infra.local import ports
from infra.local.databases import create_database
from infra.local.postgres import Cluster
from infra.local.settings import Settings
from infra.local.valkey import Broker

DATABASE = "zusage"


class AlreadyRunning(RuntimeError):
    """Another runner holds this data, or another program a port."""


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """One runner per data folder. The lock ends with the process, however it ends."""
    settings.var.mkdir(parents=True, exist_ok=True)
    with (settings.var / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AlreadyRunning(f"Zusage is already running here (process {lock.read().strip()}).") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def refuse_taken_ports(settings: Settings) -> None:
    """Shortly after a hard kill the children are still leaving; hence not at the first sight."""
    deadline = time.monotonic() + 5
    while taken := {name: port for name, port in settings.ports.items() if not ports.is_free(port)}:
        if time.monotonic() > deadline:
            name, port = next(iter(taken.items()))
            raise AlreadyRunning(f"Port {port} is taken by another program. Choose another one: make run {name}=…")
        time.sleep(0.1)


@contextmanager
def broker(settings: Settings) -> Iterator[tuple[str, Broker | None]]:
    """(address, server if it is the embedded one)."""
    if settings.own_broker:
        yield settings.get("BROKER_URL"), None
        return
    server = Broker(settings.var / "valkey", port=6380)
    try:
        server.start()
        yield server.url, server
    finally:
        server.stop()


@contextmanager
def database(settings: Settings) -> Iterator[tuple[str, str, Cluster | None]]:
    """(login's address, owner's address, server if it is the embedded one)."""
    if settings.own_database:
        yield settings.get("DATABASE_URL"), settings.get("OWNER_DATABASE_URL"), None
        return
    cluster = Cluster(settings.var / "postgres", port=5433)
    try:
        cluster.start()
        urls = create_database(cluster.admin_url(), DATABASE)
        yield urls.login, urls.owner, cluster
    finally:
        cluster.stop()
