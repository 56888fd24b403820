"""What the hammer strikes with: transactions of every kind, each of which knows whose row it must find."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from audit.models import AuditEntry
from audit.operations import SYSTEM, record
from kernel.clock import now
from tenants.binding import bind

ASK = "SELECT details ->> 'city', current_schema(), current_user FROM audit_auditentry WHERE id = %s"


class _Wanted(Exception):
    """Raised to see what a failing transaction leaves behind."""


@dataclass
class Striker:
    """One thread. ``stamp`` is the number of the row that names its city, the same number in every city."""

    cities: list[Any]
    stamp: int
    random: random.Random
    count: Counter[str]

    def strike(self) -> None:
        city, other = self.random.sample(self.cities, 2)
        self.random.choice((self._small, self._plain, self._savepoint, self._failing, self._served, self._nested))(
            city, other
        )

    def _check(self, city: Any) -> None:
        """Half of them past the models, with the database's own word on where it stands."""
        if self.random.random() < 0.5:
            with connection.cursor() as cursor:
                cursor.execute(ASK, [self.stamp])
                found = cursor.fetchone()
            slug, schema, role = found or ("", "", "")
            right = (slug, schema) == (city.slug, city.schema_name) and role.endswith(city.schema_name)
        else:
            rows = list(AuditEntry.objects.filter(id=self.stamp).values_list("details", flat=True))
            right = rows == [{"city": city.slug}]
        self.count["answers"] += 1
        self.count["wrong"] += not right

    def _small(self, city: Any, _other: Any) -> None:
        with bind(city):
            self._check(city)
        self.count["transactions"] += 1

    def _plain(self, city: Any, _other: Any) -> None:
        with bind(city), transaction.atomic():
            self._check(city)
            self._check(city)
        self.count["transactions"] += 1

    def _savepoint(self, city: Any, _other: Any) -> None:
        with bind(city), transaction.atomic():
            self._quietly(lambda: self._break(city))
            self._check(city)
        self.count["transactions"] += 1

    def _failing(self, city: Any, _other: Any) -> None:
        with bind(city):
            self._quietly(lambda: self._break(city, writes=self.random.random() < 0.05))
        self.count["transactions"] += 1

    def _served(self, city: Any, _other: Any) -> None:
        """Row by row from a cursor on the server."""
        with bind(city), transaction.atomic():
            cursor: Any = connection.chunked_cursor()
            with cursor:
                cursor.execute(ASK, [self.stamp])
                rows = cursor.fetchmany(5)
            self.count["answers"] += 1
            self.count["wrong"] += [row[0] for row in rows] != [city.slug]
        self.count["transactions"] += 1

    def _nested(self, city: Any, other: Any) -> None:
        with bind(city):
            with bind(other), transaction.atomic():
                self._check(other)
            self._check(city)
        self.count["transactions"] += 2

    def _break(self, city: Any, *, writes: bool = False) -> None:
        with transaction.atomic():
            if writes:
                record(action="hammer.lost", actor=SYSTEM, at=now())
            self._check(city)
            raise _Wanted

    def _quietly(self, work: Callable[[], None]) -> None:
        try:
            work()
        except _Wanted:
            self.count["rolled back"] += 1
