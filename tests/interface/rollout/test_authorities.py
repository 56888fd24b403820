"""The list of authorities: imported whole, again without a change, and renewed without losing what people added."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from onboarding.rollout.authorities import FILE, import_authorities
from onboarding.rollout.models import Authority, Wave
from tenants.binding import bind_public


def test_all_of_germanys_authorities_are_there_once(cities: Any) -> None:
    first, again = import_authorities(), import_authorities()
    assert (first.total, first.new) == (655, 655)
    assert (again.new, again.changed, again.gone) == (0, 0, 0)
    with bind_public():
        assert Authority.objects.count() == 655
        offenbach = Authority.objects.get(code="030600")
        assert (offenbach.land, offenbach.level, offenbach.ags) == ("HE", "district", "06413")
        assert Authority.objects.filter(kind="reception").count() == 48
        assert Authority.objects.exclude(level="none").count() == 541


def test_a_new_list_keeps_what_people_added_and_marks_what_it_dropped(cities: Any, tmp_path: Path) -> None:
    import_authorities()
    with bind_public():
        wave = Wave.objects.create(name="Erste")
        Authority.objects.filter(code="030600").update(wave=wave, owner="Robin")
    lines = FILE.read_text("utf-8").splitlines()
    changed = [line.replace("030600,", "030600,Neu: ") for line in lines if not line.startswith("000100")]
    newer = tmp_path / "newer.csv"
    newer.write_text("\n".join(changed), "utf-8")
    done = import_authorities(file=newer)
    assert (done.new, done.gone) == (0, 1)
    assert done.changed >= 1
    with bind_public():
        kept = Authority.objects.get(code="030600")
        assert (kept.wave_id, kept.owner) == (wave.pk, "Robin")
        assert not Authority.objects.get(code="000100").listed
    assert import_authorities().changed >= 1
    with bind_public():
        assert Authority.objects.get(code="000100").listed


def test_every_area_of_an_authority_is_on_the_map() -> None:
    drawing = json.loads((FILE.parent / "districts.json").read_text("utf-8"))
    with FILE.open(encoding="utf-8") as lines:
        areas = {ags for row in csv.DictReader(lines) for ags in row["ags"].split()}
    assert len(drawing["districts"]) == 401
    assert areas <= set(drawing["districts"]) | set(drawing["towns"])
    assert "GeoBasis-DE / BKG" in drawing["attribution"]
    for place in drawing["districts"].values():
        assert place["path"].startswith("M")
        assert place["path"].endswith("z")


@pytest.mark.parametrize("name", ["authorities.csv", "districts.json"])
def test_the_data_files_say_where_they_come_from(name: str) -> None:
    assert name in (FILE.parent / "SOURCE.md").read_text("utf-8")


def test_the_command_says_what_it_did(cities: Any, capsys: pytest.CaptureFixture[str]) -> None:
    from config.cli.main import parser

    arguments = parser().parse_args(["fleet", "authorities"])
    assert arguments.run(arguments) == 0
    assert "655 authorities: 655 new, 0 changed, 0 no longer listed" in capsys.readouterr().out
    assert arguments.run(arguments) == 0
    assert "0 new, 0 changed" in capsys.readouterr().out
