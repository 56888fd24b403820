"""What lies on disk: a folder per city, and the keys. And the trouble that is set at the moment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import asyncssh

from infra.standins.common import world
from infra.standins.common.store import kept
from infra.standins.common.switches import Switches

CITIES = ("offenbach", "wiesbaden")
FOLDERS = ("out", "in", "done", "receipts")
SWITCHES = Switches(
    choices={
        "fault": ("normal", "slow", "dead", "full", "no_rename", "half", "lost", "no_posix_rename"),
        "automatic": ("on", "off"),
    },
    numbers=("fault_left",),
    free=("refuse_with",),
)
"""``fault``, for ``fault_left`` of the steps that it hits: ``slow``: each step waits. ``dead``: takes the connection and says
nothing. ``full``: no room. ``no_rename``: refuses to rename. ``half``: cuts the line in the middle of a file. ``lost``:
renames, and cuts the line before it says so. ``no_posix_rename``: knows SFTP's own rename only. ``automatic``: the gateway
takes what lies there by itself; ``refuse_with``: with this code instead of a receipt."""


@dataclass
class World(world.World):
    """``pause``: seconds, for ``slow``. ``host_key``: which one is shown, ``host`` or, as an impostor would, ``other-host``."""

    directory: Path
    pause: float = 0.2
    port: int = 0
    host_key: str = "host"

    def __post_init__(self) -> None:
        for city in CITIES:
            for folder in FOLDERS:
                (self.home(city) / folder).mkdir(parents=True, exist_ok=True)

    def home(self, city: str) -> Path:
        return self.directory / "cities" / city

    def key(self, name: str) -> asyncssh.SSHKey:
        """A private key by name, made when it is first asked for: ``host``, ``other-host``, and one for each city."""
        path = self.directory / f"{name}.key"
        made = kept(path, asyncssh.generate_private_key("ssh-ed25519", comment=name).export_private_key)
        found = asyncssh.import_private_key(made)
        kept(path.with_suffix(".pub"), found.export_public_key)
        return found

    def host_line(self, name: str = "host") -> str:
        return self.key(name).export_public_key().decode().strip()

    @property
    def fault(self) -> str:
        return SWITCHES.choice(self, "fault")

    def set_fault(self, fault: str, *, times: int = 0) -> None:
        """``times``: for so many steps that it hits; 0 for ever."""
        SWITCHES.set(self, {"fault": fault, "fault_left": str(times or "")})

    def hits(self, fault: str) -> bool:
        """Whether this step meets the fault; one of a limited number is used up."""
        with self.store.work():
            return self.fault == fault and SWITCHES.use(self, "fault") == fault
