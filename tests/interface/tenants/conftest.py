from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections

from tenants.binding import OWNER


@pytest.fixture
def no_owner(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in the web process: whoever reaches for the owner's connection fails."""

    def refuse() -> None:
        raise AssertionError("the owner's connection was used")

    with monkeypatch.context() as patched:
        connections[OWNER].close()
        patched.setattr(connections[OWNER], "ensure_connection", refuse)
        yield


@pytest.fixture
def no_broker() -> None:
    """What is handed to the workers goes to a broker in this process; nobody collects it."""
    from config.celery import app

    app.conf.broker_url = "memory://"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """``run("export", …)`` is ``zusage city export …``: exit code, what was said, what was refused."""
    from config.cli.main import parser

    def command(*words: Any) -> tuple[int, str, str]:
        arguments = parser().parse_args(["city", *map(str, words)])
        code = arguments.run(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command
