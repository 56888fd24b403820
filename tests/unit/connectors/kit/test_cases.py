"""The kit's test cases: fictional, marked, valid where they should be, and broken where they say so."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.support import cases as real

SUBSET = Path(__file__).resolve().parents[5] / "shared" / "standards" / "xauslaender" / "transcribed"


def everything(**more: Any) -> list[Any]:
    from connectors.kit import cases

    return cases.everything(lambda _case: real.small_pdf(), **more)


def test_there_are_enough_and_each_is_told_apart() -> None:
    found = everything()
    names = [one.name for one in found]
    assert len(names) == len(set(names)) >= 24
    assert len({one.key for one in found}) == len(found)
    wanted = {
        "single-name", "partial-birth-date", "house-number-2", "two-adults.guest-2", "two-declarants.declarant-2",
        "institution", "large-attachments", "letters", "withdrawal", "answer", "same-key-twice", "previous-version",
        "broken-truncated", "wrong-authority",
    }  # fmt: skip
    assert wanted <= set(names)


def test_every_message_says_that_it_is_a_test() -> None:
    for one in everything():
        if not one.name.startswith("broken"):
            root = etree.fromstring(one.message.body, etree.XMLParser(huge_tree=True))
            assert root.get("test") == "true", one.name
        assert one.message.reference.startswith("TEST")


def test_the_same_run_gives_the_same_bytes_and_another_run_other_ids() -> None:
    first, again, other = everything(), everything(), everything(run="2")
    assert [one.message.body for one in first] == [one.message.body for one in again]
    assert not {one.key for one in first} & {one.key for one in other}


def test_what_is_to_be_accepted_is_valid(settings: Any) -> None:
    if not SUBSET.is_dir():
        pytest.skip("the standard's schemas are not at hand")
    from connectors.xauslaender import schema

    settings.XAUSLAENDER_SCHEMA_DIR = str(SUBSET)
    for one in everything():
        if one.expected in ("accept", "same"):
            schema.validate(one.message.body)


@pytest.mark.parametrize(
    "name",
    [
        "truncated", "with_entity", "wrong_encoding", "without_reference", "unknown_element", "other_authority",
        "file_is_none",
    ],
)  # fmt: skip
def test_what_is_broken_is_broken_in_one_place(name: str) -> None:
    from connectors.kit import spoiling

    whole = next(one for one in everything() if one.name == "private-person").message.body
    spoiled = getattr(spoiling, name)(whole)
    assert spoiled != whole
    assert len(spoiled) >= len(whole) * 0.4


def test_attachments_are_as_large_as_they_say() -> None:
    large = next(one for one in everything() if one.name == "large-attachments")
    assert len(large.message.body) > 6_500_000


def test_files_and_their_index_belong_together(tmp_path: Path) -> None:
    from connectors.kit.writing import write

    found = everything()
    assert write(found, tmp_path / "cases") == len(found)
    told = json.loads((tmp_path / "cases" / "cases.json").read_text("utf-8"))
    for one in told:
        assert (tmp_path / "cases" / one["file"]).is_file()
        assert not one["summary"] or (tmp_path / "cases" / one["summary"]).read_bytes().startswith(b"%PDF-")
    assert {one["expected"] for one in told} == {"accept", "refuse", "either", "same"}


@pytest.mark.parametrize(
    ("expected", "told", "second", "verdict"),
    [
        ("accept", ("accepted", ""), None, "passed"),
        ("accept", ("refused", "invalid_message"), None, "failed"),
        ("accept", ("waiting", ""), None, "not told"),
        ("accept", ("trouble", "no_answer"), None, "failed"),
        ("refuse", ("accepted", ""), None, "failed"),
        ("refuse", ("refused", ""), None, "passed"),
        ("refuse", ("nothing", "taken_away"), None, "not told"),
        ("either", ("accepted", ""), None, "passed"),
        ("either", ("refused", "unsupported_version"), None, "passed"),
        ("either", ("trouble", "system_error"), None, "failed"),
        ("same", ("accepted", ""), "r", "passed"),
        ("same", ("accepted", ""), "another", "failed"),
    ],
)
def test_each_answer_is_judged(expected: str, told: tuple[str, str], second: str | None, verdict: str) -> None:
    from connectors.kit import suite
    from connectors.kit.cases import Expected
    from connectors.kit.targets.base import Told, Word

    first = Told(Word(told[0]), told[1], "r")
    found, _why = suite._verdict(Expected(expected), first, Told(Word.ACCEPTED, "", second) if second else None)
    assert found.value == verdict


def test_the_report_names_times_and_verdicts_and_no_content(at: datetime) -> None:
    from connectors.kit import report, suite
    from connectors.kit.targets.base import Target, Told, Word

    class Kind(Target):
        def send(self, message: Any, *, key: str) -> Told:
            return Told(Word.WAITING, receipt=key)

        def ask(self, told: Told, *, key: str) -> Told:
            return Told(Word.ACCEPTED, receipt=told.receipt)

    times = iter(range(10_000))
    results = suite.run(everything()[:3], Kind(), wait=9, clock=lambda: float(next(times)), sleep=lambda _: None)
    told = report.as_json(results, target="folder=x", at=at)
    assert told["summary"] == {"passed": 3, "failed": 0, "not told": 0}
    assert {one["seconds"] for one in told["results"]} == {1.0}
    assert "Mustermann" not in json.dumps(told)
    assert "3 passed" in report.as_text(results, target="folder=x", at=at)
