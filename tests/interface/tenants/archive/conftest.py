from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from config import archives
from tenants.binding import OWNER, bind, bind_owner
from tenants.models import City
from tenants.tasks import CityTask
from tests.support import cases
from tests.support.archives import PUBLIC, delivered_and_answered, erased_case, paid_case, rebuilt_once
from tests.support.fleet import forget, new_city


@pytest.fixture
def unsent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody takes the tasks: mails and deliveries stay as they are when a worker has not come yet."""
    monkeypatch.setattr(CityTask, "send", lambda *_, **__: None)
    monkeypatch.setattr("documents.intake.rebuild", rebuilt_once)


@pytest.fixture
def filed(cities: Any, at: datetime) -> dict[str, list[uuid.UUID]]:
    """Three cases in each city: a paid one with its papers, one that waits for its payment, one that was erased. The first
    went to the authority's system, which answered; another answer was not read yet."""
    made = {city.slug: [paid_case(city, at), cases.file(city, at=at).case_id, erased_case(city, at)] for city in cities}
    for city in cities:
        delivered_and_answered(city, made[city.slug][0], at)
    return made


@pytest.fixture
def saved(tmp_path: Path, at: datetime) -> Callable[..., Path]:
    def export_it(city: Any, name: str = "city.zusage") -> Path:
        path = tmp_path / name
        archives.export_to(path, slug=city.slug, recipient=PUBLIC, at=at)
        return path

    return export_it


@pytest.fixture
def gone() -> Callable[[City], None]:
    """Takes a city out of the database with its key and its files, as a disaster would."""
    from django.conf import settings

    def take_away(city: City) -> None:
        forget(city)
        shutil.rmtree(Path(settings.STORAGE_DIR) / city.schema_name, ignore_errors=True)

    return take_away


@pytest.fixture
def small_city(cities: Any, at: datetime) -> Iterator[City]:
    """A third city, for what makes cities disappear; whatever became of it goes."""
    from tenants.provisioning import create_city

    city = create_city(new_city(70), at=at)
    from configuration.operations import publish

    with bind(city), transaction.atomic():
        publish(raw={"authority": {"body": "Flotte"}}, author="test", at=at - timedelta(days=1))
    yield city
    with bind_owner():
        left = list(City.objects.using(OWNER).filter(slug__startswith="flotte-"))
    for one in left:
        forget(one)
