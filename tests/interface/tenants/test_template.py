"""The cities' SQL is kept in a file named after the migrations; what is kept is what the migrations say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tenants import template
from tests.architecture.catalogue import ask


@pytest.fixture
def folder(cities: Any, settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.TEMPLATE_DIR = tmp_path / "template"
    template.city_plan.cache_clear()
    yield tmp_path / "template"
    template.city_plan.cache_clear()


def test_what_is_kept_is_what_the_migrations_say(folder: Path) -> None:
    plan = template.city_plan()
    assert [path.name for path in folder.iterdir()] == [template.template_file().name]
    template.city_plan.cache_clear()
    assert template.city_plan() == plan == template.collect()


def test_the_file_is_used(folder: Path) -> None:
    template.write(((("audit", "0001_initial"), "SELECT 1"),), template.template_file())
    assert template.city_plan() == ((("audit", "0001_initial"), "SELECT 1"),)


def test_a_file_that_is_broken_or_cannot_be_kept_costs_time_only(folder: Path) -> None:
    folder.mkdir()
    template.template_file().write_text("[[", "utf-8")
    assert template.city_plan() == template.collect()
    template.template_file().unlink()
    folder.rmdir()
    folder.write_text("in the way", "utf-8")
    template.city_plan.cache_clear()
    assert template.city_plan() == template.collect()


def test_another_migration_is_another_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = template.fingerprint()
    extra = folder.parent / "0099_more.py"
    extra.write_text("", "utf-8")
    files = [*template.migration_files(template._city_apps()), ("audit", extra)]
    monkeypatch.setattr(template, "migration_files", lambda _: iter(files))
    assert template.fingerprint() != before


def test_the_command_writes_the_releases_file(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from config.cli.main import parser

    arguments = parser().parse_args(["fleet", "template", "--to", str(tmp_path / "release")])
    assert arguments.run(arguments) == 0
    assert Path(capsys.readouterr().out.strip()) == tmp_path / "release" / template.template_file().name


def test_folded_sql_makes_the_same_tables(cities: Any, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns and constraints to the letter; of the indexes only those are missing that a wider one begins with."""
    from tenants.grants import city_rights
    from tenants.provisioning import create_city
    from tenants.release import Release
    from tests.architecture.catalogue import columns_of, constraints_of
    from tests.support.fleet import aside, new_city

    with aside():
        folded = create_city(new_city(1), at=at, release=Release(template.collect(), city_rights())).schema_name
        monkeypatch.setattr(template, "fold", list)
        plain = create_city(new_city(2), at=at, release=Release(template.collect(), city_rights())).schema_name
        assert columns_of(folded) == columns_of(plain)
        assert constraints_of(folded) == constraints_of(plain)
        assert _indexes(folded) < _indexes(plain)
        kept = [columns for _, columns in _indexes(folded)]
        for _, columns in _indexes(plain) - _indexes(folded):
            assert any(other.startswith(columns.rstrip(")") + ",") for other in kept), columns


def _indexes(schema: str) -> set[tuple[str, str]]:
    found = ask("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = %s", schema)
    return {(name, definition.replace(f"{schema}.", "").partition(" ON ")[2]) for name, definition in found}


@pytest.mark.parametrize(
    "lines",
    [
        ['CREATE TABLE "a" ("x" int);', 'ALTER TABLE "a" DROP COLUMN "x";', 'ALTER TABLE "a" ADD CONSTRAINT "k" CHECK (1);'],
        ['CREATE TABLE "a" ("x" int);', 'CREATE TABLE "b" ("x" int);',
         'ALTER TABLE "a" ADD CONSTRAINT "k" FOREIGN KEY ("x") REFERENCES "b" ("x");'],
        ['ALTER TABLE "a" ADD CONSTRAINT "k" CHECK (1);'],
        ['CREATE INDEX "i" ON "a" ("x");', 'CREATE INDEX "j" ON "a" ("x", "y") WHERE "x" > 1;'],
        ['CREATE INDEX "i" ON "a" ("x");', 'CREATE INDEX "j" ON "b" ("x", "y");'],
        ['CREATE INDEX "i" ON "a" ("y");', 'CREATE INDEX "j" ON "a" ("x", "y");'],
        ['CREATE UNIQUE INDEX "i" ON "a" ("x");', 'CREATE INDEX "j" ON "a" ("x", "y");'],
    ],
)  # fmt: skip
def test_what_cannot_be_folded_stays_as_it_is(lines: list[str]) -> None:
    from tenants.folding import fold

    assert fold(lines) == lines


def test_there_is_no_second_index_for_likeness(offenbach: Any) -> None:
    found = ask(
        "SELECT indexname FROM pg_indexes WHERE schemaname = %s AND indexdef LIKE '%%pattern_ops%%'",
        offenbach.schema_name,
    )
    assert found == []
    assert ask("SELECT 1 FROM pg_indexes WHERE schemaname = %s", offenbach.schema_name)
