"""A process that dies between any two statements: before one, before or after a commit, before or after asking outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from tenants.backend.base import DatabaseWrapper


class Killed(BaseException):
    """No code of the product may catch it; what was not committed is gone with the connection."""


class Fuse:
    """Counts the boundaries that are passed, and kills at the one that was set. ``None``: only counts."""

    def __init__(self) -> None:
        self.passed = 0
        self.kill_at: int | None = None
        self.after_commits: list[int] = []

    def pass_by(self) -> None:
        self.passed += 1
        if self.passed == self.kill_at:
            self.kill_at = None
            raise Killed

    def set(self, kill_at: int | None) -> None:
        self.passed, self.kill_at, self.after_commits = 0, kill_at, []


@contextmanager
def burning(fuse: Fuse, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everything that is sent to the database passes by the fuse."""
    commit = DatabaseWrapper._commit

    def mortal_commit(wrapper: DatabaseWrapper) -> None:
        fuse.pass_by()
        commit(wrapper)
        fuse.after_commits.append(fuse.passed + 1)
        fuse.pass_by()

    def before(execute: Callable[..., Any], *arguments: Any) -> Any:
        fuse.pass_by()
        return execute(*arguments)

    with monkeypatch.context() as patched, connection.execute_wrapper(before):
        patched.setattr(DatabaseWrapper, "_commit", mortal_commit)
        yield


def bury() -> None:
    """The dead process' connection, with whatever it had begun and meant to do after its commit."""
    connection.close()
    connection.run_on_commit = []
