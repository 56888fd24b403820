from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.releases import MISSING, Code, Home, home, previous, unpacked


@pytest.fixture(scope="session")
def yesterday(tmp_path_factory: pytest.TempPathFactory) -> Code:
    """The code of the release before this one."""
    commit = previous()
    if commit is None:
        pytest.skip(MISSING)
    return unpacked(commit, tmp_path_factory.mktemp("yesterday"))


@pytest.fixture(scope="module")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A database of its own, empty at first; the tests of a module follow one another on it."""
    name = f"releases_{os.getpid()}"
    with home(name, Path(tmp_path_factory.mktemp(name))) as made:
        yield made
