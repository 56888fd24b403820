"""Cities in the state that going live is about: everything looked at and stated, or one thing red."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from tenants.binding import bind
from tests.interface.desk.clerks import Clerk, hire
from tests.interface.rollout.conftest import signed_in
from tests.support.fleet import put

__all__ = ["signed_in"]


@pytest.fixture(autouse=True)
def clock(at: datetime) -> Iterator[Any]:
    with time_machine.travel(at + timedelta(minutes=1), tick=True) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def stages(cities: Any) -> Iterator[None]:
    from tenants.binding import bind_public
    from tenants.models import City

    with bind_public():
        before = {city.pk: City.objects.values_list("stage", flat=True).get(pk=city.pk) for city in cities}
    yield
    for city in cities:
        put(city, before[city.pk])


@pytest.fixture
def official(browse: Any) -> Callable[..., Clerk]:
    return lambda city, role="owner", name="mika": hire(city, role, name, browse(city))


def findings(*, red: str = "") -> list[Any]:
    """What a look finds: all is well, but for this one."""
    from configuration.readiness import Finding, probes

    return [Finding(name, name != red, "So ist es.", "" if name != red else "missing") for name in probes.names()]


@pytest.fixture
def looked(cities: Any) -> Callable[..., None]:
    """``looked(city, at)``: every probe was just found well (but for ``red``), and everything is stated."""

    def look(city: Any, at: datetime, *, red: str = "") -> None:
        from configuration.stating import statements
        from onboarding.readiness import operations
        from onboarding.readiness.models import Saying

        with bind(city), transaction.atomic():
            operations.note(findings(red=red), at=at, live=False)
            for name in statements.names():
                if not Saying.objects.filter(item=name).exists():
                    Saying.objects.create(
                        item=name, number=1, kind="stated", wording="agreed", said="Ja.", person="Luca Kassel",
                        office="Amt", staff_id=1, staff_name="Mika", at=at,
                    )  # fmt: skip

    return look


@pytest.fixture
def agreed(cities: Any) -> Callable[..., None]:
    """``agreed(city, staff, at)``: every agreement that it needs was accepted."""

    def accept(city: Any, staff_id: int, at: datetime) -> None:
        from accounts.staff.models import Staff
        from onboarding.golive import agreements

        with bind(city), transaction.atomic():
            for one in agreements.standing(at=at):
                agreements.accept(
                    name=one.text.name, version=one.text.version, sha256=one.text.sha256, person="Ada Amt",
                    office="Rechtsamt", by=Staff.objects.get(id=staff_id), at=at,
                )  # fmt: skip

    return accept
