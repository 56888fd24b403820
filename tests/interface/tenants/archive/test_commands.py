"""``zusage city export|restore|held|delete``: what they say, what they ask, and how they refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from kernel.clock import now
from tenants import life
from tenants.binding import OWNER, bind, bind_owner
from tenants.models import City, Stage
from tenants.provisioning import create_city
from tests.support.content import everything_of, opened
from tests.support.fleet import forget, new_city

Run = Callable[..., tuple[int, str, str]]
SLUG = "flotte-78"


@pytest.fixture
def city(cities: Any, at: datetime) -> Iterator[City]:
    from configuration.operations import publish
    from declarations import operations
    from notifications.operations import queue_mail

    made = create_city(new_city(78), at=at)
    with bind(made), transaction.atomic():
        publish(raw={"authority": {"body": "Flotte"}}, author="test", at=at - timedelta(days=1))
        draft = operations.start_draft(language="de", keep=timedelta(days=30), at=at).declaration
        queue_mail(case=draft, to="x@example.org", template="news", language="de", data={}, at=at)
    yield made
    with bind_owner():
        left = City.objects.using(OWNER).filter(slug=SLUG).first()
    if left is not None:
        forget(left)


@pytest.fixture
def keys(run: Run, tmp_path: Path) -> tuple[Path, Path]:
    private, public = tmp_path / "a.key", tmp_path / "a.pub"
    assert run("archive-key", "--private", private, "--public", public)[0] == 0
    return private, public


@pytest.fixture
def archive(city: City, run: Run, keys: tuple[Path, Path], tmp_path: Path) -> Path:
    path = tmp_path / "city.zusage"
    code, out, _ = run("export", SLUG, "--to", path, "--key-file", keys[1])
    assert code == 0
    assert "data/declarations_declaration\t1\t" in out
    assert "keys\t1\t" in out
    return path


def test_a_pair_of_keys_is_for_its_owner_alone_and_never_written_over(run: Run, keys: tuple[Path, Path]) -> None:
    before = keys[0].read_bytes()
    assert keys[0].stat().st_mode & 0o077 == 0
    code, _, err = run("archive-key", "--private", keys[0], "--public", keys[1])
    assert code == 2
    assert "a.key" in err
    assert keys[0].read_bytes() == before


def test_an_archive_is_proven_and_told(run: Run, keys: tuple[Path, Path], archive: Path) -> None:
    code, out, _ = run("check-archive", archive, "--key-file", keys[0])
    assert code == 0
    for said in (
        f"slug\t{SLUG}",
        "hosts\tflotte-78.localhost",
        "data/declarations_declaration\t1\t",
        "authority_code\t770078",
    ):
        assert said in out
    assert archive.stat().st_mode & 0o077 == 0


def test_an_archive_is_not_written_over_and_leaves_nothing_half(
    run: Run, keys: tuple[Path, Path], archive: Path, tmp_path: Path
) -> None:
    before = archive.read_bytes()
    assert run("export", SLUG, "--to", archive, "--key-file", keys[1])[0] == 2
    assert archive.read_bytes() == before
    code, _, err = run("export", "nowhere", "--to", tmp_path / "b.zusage", "--key-file", keys[1])
    assert (code, "unknown_city" in err) == (1, True)
    code, _, err = run("export", SLUG, "--to", tmp_path / "b.zusage", "--key-file", keys[0])
    assert (code, "not_a_public_key" in err) == (1, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.key", "a.pub", "city.zusage"]


def test_a_restore_over_a_city_needs_its_name(
    run: Run, keys: tuple[Path, Path], archive: Path, city: City, at: datetime
) -> None:
    from declarations.models import Declaration

    readable = opened(city)
    with bind(city):
        Declaration.objects.update(language="en")
    before = everything_of(city)
    for given in ((), ("--yes", "offenbach")):
        code, _, err = run("restore", archive, "--key-file", keys[0], *given)
        assert (code, "not_confirmed" in err) == (1, True)
    assert everything_of(city) == before
    code, out, err = run("restore", archive, "--key-file", keys[0], "--yes", SLUG)
    assert code == 0
    assert f"{SLUG}: replaced, as of " in out
    assert "mails_held\t1" in out
    assert "zusage city held" in err
    assert opened(city) == readable
    with bind(city):
        assert Declaration.objects.get().language == "de"


def test_what_is_held_is_listed_sent_or_dropped(run: Run, keys: tuple[Path, Path], archive: Path, city: City) -> None:
    run("restore", archive, "--key-file", keys[0], "--yes", SLUG)
    code, out, _ = run("held", SLUG)
    assert code == 0
    assert out.startswith("mails\t")
    assert "\tnews\t" in out
    assert run("held", SLUG, "--drop", "mails")[1] == f"{SLUG}: 1 mails dropped\n"
    assert run("held", SLUG) == (0, "", "")
    run("restore", archive, "--key-file", keys[0], "--yes", SLUG)
    assert run("held", SLUG, "--send", "mails")[1] == f"{SLUG}: 1 mails sent\n"
    assert run("held", "nowhere")[0] == 1


def test_a_wrong_key_is_said(run: Run, keys: tuple[Path, Path], archive: Path, tmp_path: Path) -> None:
    run("archive-key", "--private", tmp_path / "b.key", "--public", tmp_path / "b.pub")
    for command in ("restore", "check-archive"):
        code, _, err = run(command, archive, "--key-file", tmp_path / "b.key")
        assert (code, "wrong_key: the archive was made for another key" in err) == (1, True)
        assert run(command, archive, "--key-file", keys[1])[0] == 1
        assert run(command, archive, "--key-file", tmp_path / "none")[0] == 2
        assert run(command, tmp_path / "none", "--key-file", keys[0])[0] == 2


def test_a_city_is_deleted_with_a_certificate(run: Run, city: City, tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    assert "not_offboarded" in run("delete", SLUG, "--certificate", paper, "--yes", SLUG)[2]
    life.move_to(slug=SLUG, stage=Stage.OFFBOARDED, at=now())
    assert "not_confirmed" in run("delete", SLUG, "--certificate", paper)[2]
    assert run("delete", SLUG, "--certificate", tmp_path / "paper.txt", "--yes", SLUG)[0] == 2
    assert not paper.exists()
    code, out, _ = run("delete", SLUG, "--certificate", paper, "--yes", SLUG, "--by", "Robin Betrieb")
    assert code == 0
    assert f"{SLUG}: deleted, " in out
    assert run("check-certificate", tmp_path / "paper.json")[1].startswith(f"{SLUG}: genuine, deleted ")
    (tmp_path / "paper.json").write_text("{}", "utf-8")
    assert run("check-certificate", tmp_path / "paper.json")[0] == 1
