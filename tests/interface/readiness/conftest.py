from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from tenants.binding import bind


@pytest.fixture
def hire(cities: tuple[Any, Any]) -> Callable[..., Any]:
    """``hire(city, "Anna Amt", "owner")`` makes a person of the desk."""

    def make(city: Any, name: str, *roles: str) -> Any:
        from accounts.staff.models import Staff

        with bind(city), transaction.atomic():
            return Staff.objects.create(
                email=f"{name.lower().replace(' ', '.')}@{city.slug}.example", name=name, roles=list(roles)
            )

    return make


@pytest.fixture
def look(cities: tuple[Any, Any]) -> Callable[..., None]:
    """``look(city, at, True, live=True)``: the probe „site.texts“ is found ready (or not) at that moment."""

    def keep(
        city: Any, at: datetime, ready: bool, *, live: bool = True, code: str = "", name: str = "site.texts"
    ) -> None:
        from configuration.readiness import Finding
        from onboarding.readiness import operations

        found = Finding(name, ready, "Ist da." if ready else "Fehlt.", "" if ready else code or "missing")
        with bind(city):
            operations.note([found], at=at, live=live)

    return keep


@pytest.fixture
def letters(cities: tuple[Any, Any]) -> Callable[..., list[tuple[str, str, dict[str, Any]]]]:
    """The mails that were queued for the people of a city: (name, template, facts), the oldest first."""

    def read(city: Any, *templates: str) -> list[tuple[str, str, dict[str, Any]]]:
        from notifications.models import StaffMail

        with bind(city):
            rows = list(StaffMail.objects.select_related("staff").order_by("queued_at", "staff_id"))
        return [(row.staff.name, row.template, row.facts) for row in rows if not templates or row.template in templates]

    return read


@pytest.fixture
def asked_before(cities: tuple[Any, Any], at: datetime) -> None:
    """The provider said an hour ago that both cities can be paid, so nobody waits for one that does not answer here."""
    from billing.payments.config import PaymentsSection
    from billing.payments.models import AccountCheck
    from configuration.queries import in_force

    for city in cities:
        with bind(city), transaction.atomic():
            section = in_force(at=at).section(PaymentsSection)
            AccountCheck.objects.create(
                provider=section.provider, account=section.account, standing="can_charge", since=at, checked_at=at
            )


@pytest.fixture
def quiet_broker() -> Iterator[list[dict[str, str]]]:
    """What the night's timer hands to the workers, instead of a broker."""
    from onboarding.readiness import tasks

    sent: list[dict[str, str]] = []
    real = tasks.night.send
    tasks.night.send = lambda **kwargs: sent.append(kwargs)
    yield sent
    tasks.night.send = real
