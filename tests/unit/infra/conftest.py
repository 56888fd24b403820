"""One PostgreSQL for the tests of this folder that leave it alive."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.ports import any_free
from infra.local.postgres import Cluster


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster") / "postgres", port=any_free(), durable=False)
    cluster.start()
    yield cluster
    cluster.stop()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"
