"""``zusage connector`` as a vendor types it: the installed command as a process, against the stand-in of a receiver."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.connectors import receiver

COMMAND = Path(sys.executable).with_name("zusage")


def typed(*arguments: str, place: Path) -> subprocess.CompletedProcess[str]:
    """With nothing in the environment and no database: a vendor has neither."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(place), "VAR_DIR": str(place)}
    return subprocess.run(
        [str(COMMAND), "connector", *arguments], cwd=place, env=environment, capture_output=True, text=True, timeout=90,
        check=False,
    )  # fmt: skip


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "KEY"
    path.write_bytes(receiver.SECRET + b"\n")
    return path


def test_a_receiver_that_takes_everything_is_told_where_it_should_not(tmp_path: Path, key: Path) -> None:
    with receiver.running(tmp_path / "receiver") as there:
        said = typed(
            "conformance", "--target", f"url={there.url}", "--key-id", receiver.KEY_ID, "--secret-file", str(key),
            "--json", "report.json", place=tmp_path,
        )  # fmt: skip
        assert len(there.world.store.all()) == 26, "and what is sent twice was kept once"
    assert (said.returncode, said.stderr) == (1, "")
    assert said.stdout.rstrip().endswith("19 passed, 7 failed, 0 not told")
    told = json.loads((tmp_path / "report.json").read_text())
    assert told["summary"] == {"passed": 19, "failed": 7, "not told": 0}
    must_refuse = {one["case"] for one in told["results"] if one["expected"] == "refuse"}
    assert {one["case"] for one in told["results"] if one["verdict"] == "failed"} == must_refuse


def test_the_files_are_what_the_index_says(tmp_path: Path) -> None:
    said = typed("cases", "--to", "cases", place=tmp_path)
    assert (said.returncode, said.stdout, said.stderr) == (0, "26 messages in cases\n", "")
    folder = tmp_path / "cases"
    index = json.loads((folder / "cases.json").read_text())
    named = {one["file"] for one in index} | {one["summary"] for one in index if one["summary"]}
    assert {path.name for path in folder.iterdir()} == named | {"cases.json"}


def test_a_key_that_the_receiver_does_not_know_says_nothing_about_the_receiver(tmp_path: Path, key: Path) -> None:
    with receiver.running(tmp_path / "receiver") as there:
        said = typed(
            "conformance", "--target", f"url={there.url}", "--key-id", "other", "--secret-file", str(key), "--only",
            "family", place=tmp_path,
        )  # fmt: skip
    assert (said.returncode, "credentials_refused" in said.stderr) == (2, True)


def test_what_cannot_work_is_said_at_once_in_a_sentence(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from config.cli import main

    wrong = [
        (["--target", "post=x"], "folder=, url= or sftp="),
        (["--target", "folder=/no/such/place"], "no such folder"),
        (["--target", "url=http://receiver.example/"], "https"),
        (["--target", "url=https://receiver.example/", "--secret-file", str(key)], "--key-id"),
        (["--target", "url=https://receiver.example/", "--secret-file", "/no/such/key"], "/no/such/key: No such file"),
        (["--target", "sftp=u@receiver.example:22/in"], "--secret-file is needed"),
        (["--target", "sftp=u@receiver.example:22/in", "--secret-file", str(key)], "--host-key-file is needed"),
        (["--target", f"folder={tmp_path}", "--json", "/no/such/report.json"], "/no/such/report.json: No such file"),
    ]  # fmt: skip
    for arguments, words in wrong:
        monkeypatch.setattr(sys, "argv", ["zusage", "connector", "conformance", *arguments])
        assert main() == 2, arguments
        assert words in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", ["zusage", "connector", "cases", "--to", str(tmp_path), "--authority", "abc"])
    with pytest.raises(SystemExit):
        main()
    assert "six digits" in capsys.readouterr().err
