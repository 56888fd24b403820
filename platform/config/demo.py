"""The demo: Offenbach and Wiesbaden with their real addresses, their own colours and ways of working, and sign-ins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from accounts.operators.models import Operator
from accounts.staff.models import Staff
from config.cities import apply_city
from identity.adapters.saml.keys import ensure_sp_keys
from tenants.binding import bind, bind_public
from tenants.models import City

FOLDER = Path(__file__).parent / "demo_cities"
PASSWORD = "Probe-2026-Zusage"  # noqa: S105  the demo's sign-ins are printed on purpose


@dataclass(frozen=True)
class Person:
    login: str
    name: str
    roles: tuple[str, ...]


STAFF = (
    Person("sachbearbeitung@{slug}.example", "Kim Beispiel", ("clerk",)),
    Person("leitung@{slug}.example", "Toni Muster", ("supervisor",)),
    Person("lesen@{slug}.example", "Sascha Probe", ("reader",)),
    Person("kasse@{slug}.example", "Luca Kassel", ("treasury",)),
    Person("einrichtung@{slug}.example", "Dominique Anfang", ("owner",)),
)
OPERATORS = (
    Person("betrieb@zusage.example", "Robin Betrieb", ("ops",)),
    Person("freigabe@zusage.example", "Alex Freigabe", ("ops",)),
    Person("abrechnung@zusage.example", "Charlie Abrechnung", ("finance",)),
    Person("rechnungsfreigabe@zusage.example", "Jo Gegenzeichnung", ("finance",)),
)


def create_demo_cities(*, at: datetime) -> dict[str, City]:
    """Idempotent: makes what is missing, publishes what changed."""
    return {path.stem: apply_city(path, at=at).city for path in sorted(FOLDER.glob("*.yaml"))}


def create_everything(*, at: datetime) -> None:
    """Cities, sign-ins, the keys of the identity service. Idempotent."""
    ensure_sp_keys(settings.EID_KEY_DIR, at=at)
    for city in create_demo_cities(at=at).values():
        with bind(city):
            for person in STAFF:
                _staff(person, city.slug)
    with bind_public():
        for person in OPERATORS:
            _operator(person)


def _staff(person: Person, slug: str) -> None:
    login = person.login.format(slug=slug)
    if not Staff.objects.filter(email=login).exists():
        staff = Staff(email=login, name=person.name, roles=list(person.roles))
        staff.set_password(PASSWORD)
        staff.save()


def _operator(person: Person) -> None:
    if not Operator.objects.filter(email=person.login).exists():
        operator = Operator(email=person.login, name=person.name, roles=list(person.roles))
        operator.set_password(PASSWORD)
        operator.save()


def sign_ins() -> Iterator[dict[str, str]]:
    """What ``make run`` prints."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for person in STAFF:
            yield {
                "where": f"{path.stem}, {person.roles[0]}",
                "login": person.login.format(slug=path.stem),
                "password": PASSWORD,
            }
    for person in OPERATORS:
        yield {"where": f"operator, {person.roles[0]}", "login": person.login, "password": PASSWORD}
