"""Small values that are made once and must be the same after a restart: passwords, keys, ports."""

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def remember(path: Path, value: str) -> str:
    """Write `value` so that only this user can read it; whoever reads sees the old value or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(value + "\n")
    draft.replace(path)
    return value


def remembered(path: Path, make: Callable[[], str] = secrets.token_urlsafe) -> str:
    """The value kept at `path`; made and kept first when there is none."""
    with held(path.with_name(f".{path.name}.lock")):
        try:
            kept = path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            kept = ""
        return kept or remember(path, make())


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Wait for and hold a lock that ends with the process, however the process ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
