"""PostgreSQL refuses to run as root. This finds a way of running its programs as somebody else, without adding a user.

In order: as `nobody` when `nobody` can reach the programs and the data; in a user namespace in which root looks like
nobody (the files stay root's); as `nobody` with the one capability that lets it pass directories closed to it, such
as `/root`. The last works where containers forbid user namespaces.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class NoWayToRun(RuntimeError):
    """Root, and none of the three ways works on this machine."""


@dataclass(frozen=True)
class Way:
    """`prefix` goes before the command; `uid` and `gid` are who must own the data."""

    prefix: tuple[str, ...]
    uid: int
    gid: int
    drop: bool = False

    def run(self, command: Sequence[str], *, cwd: Path, output: Path) -> int:
        """Run to the end, with what it says added to `output`: a pipe would stay open in the server that it starts."""
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        identity = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.drop else {}
        with output.open("ab") as log:
            finished = subprocess.run(
                [*self.prefix, *command],
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
                **identity,  # type: ignore[call-overload]  # names of Popen's own arguments
            )
        return int(finished.returncode)

    def own(self, path: Path) -> None:
        """Give `path` and what is in it to the user of this way; cheap when it already is."""
        found = path.lstat()
        if (found.st_uid, found.st_gid) == (self.uid, self.gid):
            return
        for folder, _, files in os.walk(path):
            for name in [folder, *(f"{folder}/{file}" for file in files)]:
                os.chown(name, self.uid, self.gid, follow_symlinks=False)
        os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def reaches(self, program: Path, folder: Path) -> bool:
        """Whether a program run this way can execute `program` and enter `folder`."""
        probe = 'cd "$2" && test -x "$1" && "$1" --version'
        command = ["sh", "-c", probe, "sh", str(program), str(folder)]
        try:
            return self.run(command, cwd=Path("/"), output=Path(os.devnull)) == 0
        except (OSError, subprocess.SubprocessError):
            return False


def ways() -> list[Way]:
    """The ways to consider here, best first. Whoever is not root simply runs."""
    if os.geteuid() != 0:
        return [Way((), os.geteuid(), os.getegid())]
    nobody = pwd.getpwnam("nobody")
    uid, gid = nobody.pw_uid, nobody.pw_gid
    found = [Way((), uid, gid, drop=True)]
    if unshare := shutil.which("unshare"):
        found.append(Way((unshare, "--user", f"--map-user={uid}", f"--map-group={gid}"), 0, 0))
    if setpriv := shutil.which("setpriv"):
        found.append(Way((setpriv, *_passing_closed_directories(uid, gid)), uid, gid))
    return found


def _passing_closed_directories(uid: int, gid: int) -> tuple[str, ...]:
    only = "-all,+dac_override"
    # Without the securebit access(2), which initdb asks first, would ignore the capability.
    return (
        f"--reuid={uid}",
        f"--regid={gid}",
        "--clear-groups",
        "--securebits=+no_setuid_fixup",
        f"--inh-caps={only}",
        f"--ambient-caps={only}",
        f"--bounding-set={only}",
    )


def choose(program: Path, home: Path) -> Way:
    """The first way that reaches both. Gives `home` to that way's user. Refused with `NoWayToRun`."""
    for way in ways():
        if not way.reaches(program, home.parent):
            continue
        try:
            way.own(home)
        except OSError:
            continue
        return way
    if os.geteuid() != 0:
        raise NoWayToRun(f"{home} is not yours, perhaps from an earlier run as root. Run as that user, or remove it.")
    raise NoWayToRun(
        f"PostgreSQL does not run as root, and no other user can reach {home} or {program}. "
        "Run as an ordinary user, or set DATABASE_URL and OWNER_DATABASE_URL to a PostgreSQL of your own."
    )
