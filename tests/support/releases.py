"""The release before this one, unpacked beside it, and both at work on one database, each in processes of its own.

``infra/release/previous`` names its commit; ``make released`` renews it at each release.
"""

from __future__ import annotations

import io
import json
import os
import select
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from infra.local.databases import create_database, drop_database

ROOT = Path(__file__).resolve().parents[2]
NOTE = ROOT / "infra" / "release" / "previous"
PATIENCE = 300.0  # seconds for one step; it takes two or three
WALK = Path("tests") / "support" / "walk.py"
MISSING = (
    "The release before this one is not in this clone (git fetch --unshallow): nothing was tried with yesterday's code"
)


@lru_cache(maxsize=1)
def previous() -> str | None:
    """The commit of the release before, if this clone has it."""
    commit = NOTE.read_text("ascii").strip()
    return commit if _git("cat-file", "-e", f"{commit}^{{commit}}") is not None else None


def files_of(commit: str, *folders: str) -> dict[str, str]:
    """Path → hash of the content, of everything below these folders."""
    listed = _git("ls-tree", "-r", commit, "--", *folders) or b""
    lines = [line.split("\t") for line in listed.decode("utf-8").splitlines()]
    return {path: facts.split()[2] for facts, path in lines}


def _git(*arguments: str) -> bytes | None:
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None


@dataclass(frozen=True)
class Home:
    """A database and the folders that belong to it: what both releases find there is the same."""

    login: str
    owner: str
    folder: Path


@contextmanager
def home(name: str, folder: Path) -> Iterator[Home]:
    admin = os.environ["ADMIN_DATABASE_URL"]
    urls = create_database(admin, name)
    try:
        yield Home(urls.login, urls.owner, folder)
    finally:
        drop_database(admin, name)


@dataclass(frozen=True)
class Code:
    """One release's checkout."""

    root: Path


TODAY = Code(ROOT)


@dataclass(frozen=True)
class Running:
    """One release at work. It runs on while the other one changes what is under it."""

    process: subprocess.Popen[str]
    errors: Path

    def tried(self, step: str) -> dict[str, Any]:
        """What ``tests.support.walk`` of that release says of the step; ``failed`` names where it fell."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{step}\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        if not ready:
            self.process.kill()
            raise AssertionError(f"{step}: no answer in {PATIENCE:.0f} s")
        answer = self.process.stdout.readline()
        if not answer:
            raise AssertionError(self.errors.read_text("utf-8")[-3000:])
        found: dict[str, Any] = json.loads(answer)
        return found

    def does(self, *steps: str) -> dict[str, Any]:
        """The last answer; each of them must be a good one."""
        found: dict[str, Any] = {}
        for step in steps:
            found = self.tried(step)
            if found["failed"]:
                raise AssertionError(f"{step}, at {found['failed']}: {found['error']}")
        return found


@contextmanager
def running(code: Code, place: Home, *, at: datetime) -> Iterator[Running]:
    environment = {
        **os.environ,
        "DATABASE_URL": place.login,
        "OWNER_DATABASE_URL": place.owner,
        "VAR_DIR": str(place.folder),
        "KEY_DIR": str(place.folder / "keys"),
        "STORAGE_DIR": str(place.folder / "files"),
        "DELIVERY_DIR": str(place.folder / "delivered"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": f"{code.root}:{code.root / 'platform'}",
    }
    handle, name = tempfile.mkstemp(dir=place.folder, suffix=".log")
    with os.fdopen(handle, "w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.walk", at.isoformat()],
            cwd=code.root, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
        with process:
            try:
                yield Running(process, Path(name))
            finally:
                if process.stdin:
                    process.stdin.close()  # its sign to end
                process.wait(timeout=20)


def unpacked(commit: str, folder: Path) -> Code:
    """A release from before the walk was kept with it gets today's."""
    packed = _git("archive", "--format=tar", commit)
    if packed is None:
        raise AssertionError(f"git archive {commit}")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    if not (folder / WALK).exists():
        shutil.copy(ROOT / WALK, folder / WALK)
    return Code(folder)
