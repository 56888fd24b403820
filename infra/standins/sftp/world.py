"""What lies on disk: a folder per city, and the keys. And the trouble that is set at the moment."""

from __future__ import annotations

import secrets
import threading
from pathlib import Path

import asyncssh

CITIES = ("offenbach", "wiesbaden")
FOLDERS = ("out", "in", "done", "receipts")
FAULTS = ("none", "slow", "dead", "full", "no_rename", "half", "lost", "no_posix_rename")
"""``slow``: each step waits. ``dead``: takes the connection and says nothing. ``full``: no room. ``no_rename``: refuses to
rename. ``half``: cuts the line in the middle of a file. ``lost``: renames, and cuts the line before it says so.
``no_posix_rename``: knows SFTP's own rename only."""


class World:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.pause = 0.2  # seconds, for ``slow``
        self._fault, self._left = "none", 0
        self._lock = threading.Lock()
        for city in CITIES:
            for folder in FOLDERS:
                (self.home(city) / folder).mkdir(parents=True, exist_ok=True)

    def home(self, city: str) -> Path:
        return self.directory / "cities" / city

    def key(self, name: str) -> asyncssh.SSHKey:
        """A private key by name, made when it is first asked for: ``host``, ``other-host``, and one for each city."""
        path = self.directory / f"{name}.key"
        if not path.exists():
            path.touch(0o600)
            made = asyncssh.generate_private_key("ssh-ed25519", comment=name)
            path.write_bytes(made.export_private_key())
            path.with_suffix(".pub").write_bytes(made.export_public_key())
        return asyncssh.read_private_key(path)

    def password(self, city: str) -> str:
        path = self.directory / f"{city}.password"
        if not path.exists():
            path.touch(0o600)
            path.write_text(secrets.token_urlsafe(24))
        return path.read_text()

    def host_line(self, name: str = "host") -> str:
        return self.key(name).export_public_key().decode().strip()

    @property
    def fault(self) -> str:
        return self._fault

    def set_fault(self, fault: str, *, times: int = 0) -> None:
        """``times``: for so many steps that it hits; 0 for ever."""
        if fault not in FAULTS:
            raise ValueError(fault)
        with self._lock:
            self._fault, self._left = fault, times

    def hits(self, fault: str) -> bool:
        """Whether this step meets the fault; one of a limited number is used up."""
        with self._lock:
            if self._fault != fault:
                return False
            if self._left:
                self._left -= 1
                if not self._left:
                    self._fault = "none"
            return True
