"""A migration's SQL made shorter, for the same tables.

Django makes a table first and adds its constraints afterwards, one statement each; adding a key later also makes
PostgreSQL look for rows that break it. And every key gets an index, also where a wider one begins with the same columns:
600 cities have 600 of each, no query needs it, every write keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_CREATE = re.compile(r'CREATE TABLE "(\w+)" \((.*)\);')
_ADD = re.compile(r'ALTER TABLE "(\w+)" ADD (CONSTRAINT "\w+" (?:FOREIGN KEY|CHECK|UNIQUE) .*);')
_TOUCHED = re.compile(r'ALTER TABLE "(\w+)"')
_REFERENCES = re.compile(r'REFERENCES "(\w+)"')
_INDEX = re.compile(r'CREATE INDEX "\w+" ON "(\w+)" \(((?:"\w+"(?:, )?)+)\);')
_WIDER = re.compile(r'CREATE (?:UNIQUE )?INDEX "\w+" ON "(\w+)" \((.*)\);')
_UNIQUE = re.compile(r'CONSTRAINT "\w+" UNIQUE \(([^)]*)\)')


def fold(lines: Iterable[str]) -> list[str]:
    """Statements of one migration, one each. What is not understood stays as it is, where it is."""
    return _without_doubled_indexes(_with_constraints_inside(lines))


def _with_constraints_inside(lines: Iterable[str]) -> list[str]:
    """A constraint goes into its table unless the table was altered in between or it points to a later one."""
    out: list[str] = []
    made: dict[str, int] = {}
    closed: set[str] = set()
    for line in lines:
        added, touched = _ADD.fullmatch(line), _TOUCHED.match(line)
        if created := _CREATE.fullmatch(line):
            made[created[1]] = len(out)
        elif added and _fits(added[1], added[2], made, closed):
            place = made[added[1]]
            out[place] = f"{out[place][:-2]}, {added[2]});"
            continue
        elif touched:
            closed.add(touched[1])
        out.append(line)
    return out


def _fits(table: str, constraint: str, made: dict[str, int], closed: set[str]) -> bool:
    if table not in made or table in closed:
        return False
    other = _REFERENCES.search(constraint)
    return other is None or made.get(other[1], -1) <= made[table]


def _without_doubled_indexes(lines: list[str]) -> list[str]:
    wider = list(_all_columns(lines))
    return [line for line in lines if not _is_doubled(line, wider)]


def _all_columns(lines: list[str]) -> Iterable[tuple[str, str]]:
    """(table, columns) of every index and unique constraint; those for some of the rows only do not count."""
    for line in lines:
        if found := _WIDER.fullmatch(line):
            if " WHERE " not in line:
                yield found[1], found[2]
        elif found := _CREATE.fullmatch(line):
            yield from ((found[1], columns) for columns in _UNIQUE.findall(found[2]))


def _is_doubled(line: str, wider: list[tuple[str, str]]) -> bool:
    found = _INDEX.fullmatch(line)
    return found is not None and any(
        table == found[1] and columns.startswith(f"{found[2]},") for table, columns in wider
    )
