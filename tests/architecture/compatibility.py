"""What yesterday's code could not live with, found in the SQL of a release's new migrations.

Judged by the models of the release before: what its code knows of must stay as it knows it. A change that takes
something away therefore needs two releases: first the code lets go of it, then the table does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.support.releases import files_of

Key = tuple[str, str]
FOLDERS = ("platform", "tenants", "onboarding", "billing")
NAME = r'"?(?:\w+"?\."?)?(\w+)"?'
TABLE = re.compile(rf"^ALTER TABLE (?:ONLY )?(?:IF EXISTS )?{NAME} (.*)$", re.IGNORECASE | re.DOTALL)
CREATED = re.compile(rf"^CREATE TABLE {NAME}", re.IGNORECASE)
DROPPED = re.compile(rf"^DROP TABLE (?:IF EXISTS )?{NAME}", re.IGNORECASE)
COLUMN = re.compile(r'^(ADD|DROP|ALTER) COLUMN (?:IF (?:NOT )?EXISTS )?"?(\w+)"? ?(.*)$', re.IGNORECASE | re.DOTALL)
WIDTH = re.compile(r"varchar\((\d+)\)")
STATEMENT = re.compile(r";\s*(?:\n|$)")
ACTION = re.compile(r", (?=ADD |DROP |ALTER |RENAME )", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """What code knows of the database: (table, column) → (type, whether it may be empty)."""

    columns: dict[tuple[str, str], tuple[str, bool]]

    @property
    def tables(self) -> set[str]:
        return {table for table, _ in self.columns}


def released(commit: str) -> dict[str, str]:
    """Path → hash of every migration of that release."""
    return {path: found for path, found in files_of(commit, *FOLDERS).items() if re.search(r"/migrations/\d", path)}


def known_to(loader: Any, keys: set[Key]) -> Known:
    """What the models said after these migrations."""
    from django.db import connections

    from tenants.binding import OWNER

    state = loader.project_state([key for key in loader.graph.nodes if key in keys])
    return Known({
        (model._meta.db_table, str(field.column)): (str(field.db_type(connections[OWNER])), bool(field.null))
        for model in state.apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
    })  # fmt: skip


def contractions(sql: str, known: Known) -> Iterator[str]:
    """A line for each statement that takes something away from code that knows ``known``."""
    for statement in STATEMENT.split(sql):
        text = " ".join(statement.split())
        dropped, table = DROPPED.match(text), TABLE.match(text)
        if dropped and dropped[1] in known.tables:
            yield text
        elif table and table[1] in known.tables:
            yield from (
                f"{table[1]}: {action}" for action in ACTION.split(table[2]) if _narrows(table[1], action, known)
            )


def _narrows(table: str, action: str, known: Known) -> bool:
    found = COLUMN.match(action)
    if found is None:
        return action.upper().startswith("RENAME")
    kind, rest = found[1].upper(), found[3].upper()
    before = known.columns.get((table, found[2]))
    if kind == "ADD":
        return "NOT NULL" in rest and "DEFAULT" not in rest
    if kind == "DROP":
        return before is not None
    if rest.startswith("SET NOT NULL"):
        return before is None or before[1]
    if rest.startswith("TYPE"):
        return before is not None and not _is_wider(found[3], before[0])
    return rest.startswith("DROP DEFAULT")


def _is_wider(action: str, before: str) -> bool:
    """A longer text: PostgreSQL rewrites nothing and old code sees no difference."""
    new, old = WIDTH.search(action), WIDTH.search(before)
    return bool(old) and (bool(new and old and int(new[1]) >= int(old[1])) or " text" in action.lower())
