from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from declarations.operations import start_draft
from tenants.binding import bind


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """A storage of its own for each test."""
    settings.STORAGE_DIR = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def draft(at: datetime) -> Callable[[Any], UUID]:
    def start(city: Any) -> UUID:
        with bind(city):
            return UUID(str(start_draft(language="de", keep=timedelta(days=30), at=at).declaration.id))

    return start


@pytest.fixture
def outside(cities: Any) -> Client:
    """A browser on the host for files."""
    return Client(SERVER_NAME="dateien.localhost")
