"""Yesterday's release and today's, both at work on one database of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import AT
from tests.support.releases import MISSING, TODAY, Code, Home, Running, home, previous, running, unpacked


@pytest.fixture(scope="session")
def code_of_yesterday(tmp_path_factory: pytest.TempPathFactory) -> Code:
    """The release before this one."""
    commit = previous()
    if commit is None:
        pytest.skip(MISSING)
    return unpacked(commit, tmp_path_factory.mktemp("yesterday"))


@pytest.fixture(scope="module")
def place(code_of_yesterday: Code, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Empty at first; the tests of a module follow one another on it."""
    with home(f"releases_{os.getpid()}", Path(tmp_path_factory.mktemp("releases"))) as made:
        yield made


@pytest.fixture(scope="module")
def yesterday(code_of_yesterday: Code, place: Home) -> Iterator[Running]:
    with running(code_of_yesterday, place, at=AT) as found:
        assert found.does("where")["root"] == str(code_of_yesterday.root)
        yield found


@pytest.fixture(scope="module")
def today(place: Home) -> Iterator[Running]:
    with running(TODAY, place, at=AT) as found:
        yield found
