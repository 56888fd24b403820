"""What a release makes of a city's schema: the tables' SQL, the rights, and the name of the state that they lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import sha256

from tenants.binding import city_role
from tenants.grants import Rights, city_grants, city_rights
from tenants.template import CREATE_RECORD, RECORD, Plan, city_plan

Key = tuple[str, str]
_PLAIN = re.compile(r"\w+")


def _digest(lines: list[str]) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Release:
    """``plan`` is every migration with its SQL, in order; ``rights`` what a city's role may do with each table."""

    plan: Plan = field(repr=False)
    rights: Rights = field(repr=False)

    @cached_property
    def state(self) -> str:
        """``tables.rights``: equal states are built alike."""
        return f"{_digest([f'{app}.{name}' for (app, name), _ in self.plan])}.{self.rights_state}"

    @cached_property
    def rights_state(self) -> str:
        return _digest([f"{rights} {table}" for rights, table in self.rights])

    def creation(self, schema: str, *, login: str, at: datetime) -> str:
        """One message that makes the schema, its role and everything in it. Nothing is looked up, so nothing grows."""
        role = city_role(schema)
        return ";\n".join([
            f'CREATE SCHEMA "{schema}"',
            f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
            f'GRANT {role} TO "{login}"',
            CREATE_RECORD,
            *self._steps([key for key, _ in self.plan], at),
            *city_grants(schema, self.rights),
        ])  # fmt: skip

    def upgrade(self, schema: str, *, done: set[Key], applied: str, at: datetime) -> str:
        """One message with what is missing; the rights only when they changed. Empty when nothing is missing."""
        lines = self._steps([key for key, _ in self.plan if key not in done], at)
        if applied.rpartition(".")[2] != self.rights_state:
            lines += city_grants(schema, self.rights)
        return ";\n".join(lines)

    def _steps(self, keys: list[Key], at: datetime) -> list[str]:
        wanted = set(keys)
        scripts = [sql.rstrip().rstrip(";") for key, sql in self.plan if key in wanted and sql]
        if keys:
            rows = ", ".join(f"('{_plain(app)}', '{_plain(name)}', '{at.isoformat()}')" for app, name in keys)
            scripts.append(f"INSERT INTO {RECORD} (app, name, applied) VALUES {rows}")
        return scripts


def _plain(name: str) -> str:
    if not _PLAIN.fullmatch(name):
        raise ValueError("not the name of an app or a migration")
    return name


@lru_cache(maxsize=1)
def this_release() -> Release:
    return Release(city_plan(), city_rights())
