"""What every part needs: the state, the clock, the offices and services of the made-up city."""

from __future__ import annotations

from dataclasses import dataclass

from infra.standins.common import world
from infra.standins.zms.store import Store

SLOT_MINUTES = 15


@dataclass(frozen=True)
class Office:
    """``counters``: so many visits at a time. Open on weekdays at these hours, until before the last one."""

    id: int
    name: str
    street: str
    number: str
    counters: int = 1
    hours: tuple[tuple[int, int], ...] = ((8, 12), (13, 16))
    reservation_minutes: int = 15
    activation_minutes: int = 20


@dataclass(frozen=True)
class Service:
    """``slots`` for one of it; booked twice it takes twice as long."""

    id: int
    name: str
    slots: int
    most: int


OFFICES = (
    Office(10501, "Ausländerbehörde, Zentrale", "Musterplatz", "1", counters=2),
    Office(10502, "Bürgerbüro Nord", "Beispielweg", "12"),
)
SERVICES = (
    Service(1080501, "Verpflichtungserklärung unterschreiben", 2, 2),
    Service(1080502, "Verpflichtungserklärung abholen", 1, 1),
    Service(1080503, "Beratung zur Verpflichtungserklärung", 1, 1),
)


@dataclass
class World(world.World):
    store: Store
    offices: tuple[Office, ...] = OFFICES
    services: tuple[Service, ...] = SERVICES

    def office(self, number: int) -> Office | None:
        return next((office for office in self.offices if office.id == number), None)

    def service(self, number: int) -> Service | None:
        return next((service for service in self.services if service.id == number), None)
