"""``zusage fleet`` and ``zusage migrate``: what they say and how they end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from tenants.binding import OWNER, bind_owner
from tenants.models import City
from tests.support.fleet import aside, in_schema, some_cities

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def three(cities: Any, at: datetime) -> Iterator[list[City]]:
    with aside():
        yield some_cities(3, at=at, rings={1: "canary"})


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    from config.cli.main import parser

    def command(*words: str) -> tuple[int, str, str]:
        arguments = parser().parse_args(words)
        code = arguments.run(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def _put_back(*cities: City) -> None:
    """As if the last migration of the audit had not been applied, though its table is there: replaying it fails."""
    for city in cities:
        in_schema(city, "DELETE FROM django_migrations WHERE app = 'audit'")
    with bind_owner():
        City.objects.using(OWNER).filter(pk__in=[city.pk for city in cities]).update(applied="")


def test_nothing_to_do_is_said(three: Any, run: Run) -> None:
    for words in (("migrate",), ("fleet", "migrate"), ("fleet", "migrate", "--ring", "canary", "--workers", "4")):
        code, out, err = run(*words)
        assert (code, err) == (0, "")
        assert out.startswith("Every city is at ")
    assert run("fleet", "status")[1].startswith("0 cities are not at ")


def test_a_failure_is_told_with_what_to_do_and_resume_goes_on(three: list[City], run: Run) -> None:
    _put_back(*three)
    for city in (three[0], three[2]):
        in_schema(city, "DROP TABLE audit_auditentry")
    code, out, err = run("fleet", "migrate")
    assert code == 1
    assert "flotte-01: sqlstate_42P07; it stays as it was" in err
    assert "2 not reached" in err
    assert "0 cities." in out
    code, out, err = run("fleet", "status")
    assert "flotte-01\tcanary\t-" in out
    assert "flotte-01: sqlstate_42P07" in err
    assert "run_unfinished" in run("fleet", "migrate")[2]
    in_schema(three[1], "DROP TABLE audit_auditentry")
    code, out, err = run("fleet", "migrate", "--resume")
    assert (code, err) == (0, "")
    assert "flotte-01: 1 migrations" in out
    assert "3 cities." in out
    assert "nothing_to_resume" in run("fleet", "migrate", "--resume")[2]


def test_migrate_goes_on_by_itself(three: list[City], run: Run) -> None:
    _put_back(three[0])
    assert run("migrate")[0] == 1
    in_schema(three[0], "DROP TABLE audit_auditentry")
    assert run("migrate")[0] == 0
    assert run("fleet", "status")[1].startswith("0 cities are not at ")


def test_no_workers_are_refused(run: Run) -> None:
    assert run("fleet", "migrate", "--workers", "0")[0] == 2
