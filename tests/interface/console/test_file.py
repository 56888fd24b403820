"""Settings as a file: what was taken out comes back the same; what is wrong is told with its line; nothing is in force by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.interface.desk.clerks import Clerk, words

FILE = "/verwaltung/datei/"


def _taken(mika: Clerk, query: str = "") -> str:
    answer = mika.get(f"{FILE}einstellungen.yaml{query}")
    assert "attachment" in answer.headers["Content-Disposition"]
    return str(answer.content.decode())


def _bring(mika: Clerk, text: str | bytes, **more: str) -> Any:
    content = text.encode() if isinstance(text, str) else text
    return mika.post(FILE, {"file": SimpleUploadedFile("x.yaml", content), **more})


def test_a_file_that_was_taken_out_comes_back_without_a_difference(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    answer = _bring(mika, _taken(mika))
    assert answer.status_code == 302
    assert "Nichts" in mika.text("/verwaltung/entwurf/")


def test_the_command_takes_the_same_file(offenbach: Any, official: Any, tmp_path: Path) -> None:
    from config.cities import read_file

    path = tmp_path / "stadt.yaml"
    path.write_text(_taken(official(offenbach)), "utf-8")
    head, raw = read_file(path)
    assert head.slug == "offenbach"
    assert raw["authority"]["body"] == "Stadt Offenbach am Main"


def test_a_change_in_the_file_becomes_the_draft_and_is_shown(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    answer = _bring(mika, _taken(mika).replace("postage_cents: 0", "postage_cents: 345"))
    assert answer["Location"].startswith("/verwaltung/entwurf/")
    assert "3,45" in mika.text("/verwaltung/entwurf/")
    assert "postage_cents: 345" in _taken(mika, "?entwurf=1")
    assert "postage_cents: 0" in _taken(mika)


def test_a_file_from_a_newer_release_is_refused_whole(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    raw = yaml.safe_load(_taken(mika))
    raw["shapes"]["fees"] = 99
    answer = _bring(mika, yaml.safe_dump(raw))
    assert answer.status_code == 422
    assert "neueren Fassung" in words(answer)
    assert "Gebühren" in words(answer)
    assert "Nichts" in mika.text("/verwaltung/entwurf/")


def test_the_command_refuses_a_file_from_a_newer_release(offenbach: Any, official: Any, tmp_path: Path) -> None:
    import pytest

    from config.cities import read_file
    from configuration.document import UnableToConfigure

    raw = yaml.safe_load(_taken(official(offenbach)))
    raw["shapes"]["fees"] = 99
    path = tmp_path / "stadt.yaml"
    path.write_text(yaml.safe_dump(raw), "utf-8")
    with pytest.raises(UnableToConfigure) as refused:
        read_file(path)
    assert [fault.reason for fault in refused.value.faults] == ["of a newer release than this one"]


def test_unknown_names_and_wrong_values_are_told_with_their_line(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    text = "configuration:\n  fees:\n    when: irgendwann\n    porto: 3\n  gebuehren: {}\nstadt: x\n"
    page = words(_bring(mika, text))
    assert "Zeile 3, configuration.fees.when" in page
    assert "Zeile 4, configuration.fees.porto" in page
    assert "Zeile 5, configuration.gebuehren" in page
    assert "Zeile 6, stadt" in page


def test_what_is_no_settings_file_is_refused_in_words(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    bomb = "a: &a [x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 8)}]\n" for n in range(9)
    )
    for text in (
        "[1, 2",
        "nur ein Satz",
        "a: 1\na: 2\n",
        "[" * 3000,
        bomb,
        b"\xff\xfe\x00",
        "configuration: 3",
        "x: 2027-02-31",
    ):
        answer = _bring(mika, text)
        assert answer.status_code in (200, 422), text[:20]
        assert "Nichts" in mika.text("/verwaltung/entwurf/"), text[:20]


def test_a_file_replaces_somebodys_draft_only_when_told_to(offenbach: Any, official: Any) -> None:
    mika, robin = official(offenbach), official(offenbach, "editor", "robin")
    text = _taken(mika)
    robin.send("/verwaltung/abschnitt/fees/teil/zeitpunkt/", when="none")
    refused = _bring(mika, text)
    assert "Es gibt schon einen Entwurf" in words(refused)
    assert _bring(mika, text, replacing="on").status_code == 302
    assert "Nichts" in mika.text("/verwaltung/entwurf/")


def test_the_schema_accepts_the_file_and_knows_the_words(offenbach: Any, official: Any) -> None:
    import jsonschema

    mika = official(offenbach)
    schema = mika.get(f"{FILE}einstellungen.schema.json").json()
    jsonschema.Draft202012Validator.check_schema(schema)
    raw = yaml.safe_load(_taken(mika))
    jsonschema.validate(raw, schema)
    assert schema["properties"]["configuration"]["properties"]["fees"]["title"] == "Gebühren"
    raw["configuration"]["fees"]["porto"] = 3
    assert not jsonschema.Draft202012Validator(schema).is_valid(raw)


def test_who_may_only_see_brings_nothing_in(offenbach: Any, official: Any) -> None:
    reader = official(offenbach, "data_protection", "lou")
    text = _taken(reader).replace("postage_cents: 0", "postage_cents: 345")
    assert "Eine Datei übernehmen" not in words(_bring(reader, text))
    assert "Nichts" in reader.text("/verwaltung/entwurf/")
