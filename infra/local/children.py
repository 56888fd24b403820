"""The platform's processes as children of the runner: started with a log each, stopped in order, missed when they die."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PATIENCE = 6.0  # seconds for all children together; what is not gone by then is killed
LARGEST_LOG = 10_000_000  # bytes
PR_SET_PDEATHSIG = 1


class ChildLost(RuntimeError):
    """A child ended by itself."""


class Child:
    """A running process; `log` is `<folder>/<name>.log`, which grows over restarts."""

    def __init__(self, name: str, command: Sequence[str], *, environment: Mapping[str, str], logs: Path) -> None:
        self.name = name
        self.log = logs / f"{name}.log"
        logs.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        self.log_start = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                list(command),
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in the terminal reaches the runner alone
                preexec_fn=_die_with(os.getpid()),  # safe: the runner has no threads
            )

    def is_running(self) -> bool:
        return self.process.poll() is None

    def ask_to_stop(self) -> None:
        """The child alone: a Celery worker lets its own children finish their tasks only when they hear nothing."""
        self.process.terminate()

    def end(self) -> None:
        """The child and whatever it left behind."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_lines(self, count: int = 20) -> list[str]:
        """The end of what it said since this start."""
        with self.log.open("rb") as log:
            log.seek(max(self.log_start, self.log.stat().st_size - 100_000))
            return log.read().decode("utf-8", errors="replace").splitlines()[-count:]


class Family:
    """All children. They are stopped in the opposite order of their start, but for those that go first."""

    def __init__(self, *, environment: Mapping[str, str], logs: Path) -> None:
        self.environment = environment
        self.logs = logs
        self.children: list[Child] = []
        self.first_to_go: set[str] = set()

    def start(self, name: str, command: Sequence[str], *, first_to_go: bool = False) -> None:
        self.children.append(Child(name, command, environment=self.environment, logs=self.logs))
        if first_to_go:
            self.first_to_go.add(name)

    def complete(self, name: str, command: Sequence[str]) -> Child:
        """Run a command to its end. One that fails is reported like a child that died."""
        child = Child(name, command, environment=self.environment, logs=self.logs)
        self.children.append(child)
        while child.is_running():
            self.check(besides=child)
            time.sleep(0.02)
        self.children.remove(child)
        if child.process.returncode != 0:
            raise ChildLost(_obituary(child))
        return child

    def check(self, besides: Child | None = None) -> None:
        """Refuses with `ChildLost`, naming the child and quoting its log, when one is gone."""
        for child in self.children:
            if child is not besides and not child.is_running():
                raise ChildLost(_obituary(child))

    def wait_until(self, ready: Callable[[], bool], *, patience: float, what: str) -> None:
        deadline = time.monotonic() + patience
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise ChildLost(f"{what} does not answer after {patience:.0f} seconds; logs are in {self.logs}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Those that go first together, then the others one after the other; kill what is left when patience runs out."""
        deadline = time.monotonic() + PATIENCE
        together = [child for child in self.children if child.name in self.first_to_go]
        for group in [together, *([child] for child in reversed(self.children))]:
            for child in group:
                child.ask_to_stop()
            while any(child.is_running() for child in group) and time.monotonic() < deadline:
                time.sleep(0.02)
        for child in self.children:
            child.end()
        self.children.clear()


def _obituary(child: Child) -> str:
    code = child.process.returncode
    how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
    lines = "\n".join(f"    {line}" for line in child.last_lines())
    return f"{child.name} {how}. The end of {child.log}:\n{lines}"


def _die_with(parent: int) -> Callable[[], None] | None:
    """Without this, a runner killed hard would leave its children holding their ports."""
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)

    def arrange() -> None:
        library.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return arrange
