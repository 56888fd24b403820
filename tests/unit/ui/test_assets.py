"""The style sheets: what is cut out of KERN, what pages weigh, where files come from."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from infra.local import assets, kern_subset
from tests.unit.ui import demo

OWN = assets.ROOT / "platform" / "ui" / "static" / "ui"
built = pytest.mark.skipif(
    not assets.is_current(), reason="front-end files are not built: python -m infra.local.assets"
)


def test_the_lock_file_names_no_host() -> None:
    lock = (assets.ROOT / "package-lock.json").read_text()
    assert "http" not in lock
    versions = {name: package.get("version") for name, package in json.loads(lock)["packages"].items()}
    assert versions["node_modules/@kern-ux/native"] == "2.7.2"
    assert versions["node_modules/axe-core"] == "4.14.1"


@pytest.mark.parametrize(
    ("sheet", "rest"),
    [
        (".kern-btn{a:b}.kern-dialog{a:b}", ".kern-btn{a:b}"),
        (".kern-dialog,.kern-alert .kern-title{a:b}", ".kern-alert .kern-title{a:b}"),
        (".kern-dropdown .kern-btn{a:b}", ""),
        ("body{a:b}*:not(i){c:d}", "body{a:b}*:not(i){c:d}"),
        ("@media (min-width:1px){.kern-m-1{a:b}.kern-btn{c:d}}", "@media (min-width:1px){.kern-btn{c:d}}"),
        ("@media (min-width:1px){.kern-m-1{a:b}}", ""),
        ("@media (prefers-color-scheme:dark){:root{a:b}}", ""),
        (
            "[data-kern-theme=dark],.kern-dark{a:b}[data-kern-theme=light],.kern-light{c:d}",
            "[data-kern-theme=light],.kern-light{c:d}",
        ),
        (
            '.kern-icon--check{m:url("data:x;{},<svg}\'>")}.kern-icon--sign-language{m:n}',
            '.kern-icon--check{m:url("data:x;{},<svg}\'>")}',
        ),
        (".kern-btn:is(.kern-btn--primary,:hover){a:b}", ".kern-btn:is(.kern-btn--primary,:hover){a:b}"),
        ('@charset "UTF-8";@keyframes x{0%{a:b}}', "@keyframes x{0%{a:b}}"),
        (".kern-title{a:b}.kern-titlepage{a:b}", ".kern-title{a:b}"),
    ],
)
def test_only_components_in_use_are_kept(sheet: str, rest: str) -> None:
    assert kern_subset.reduce(sheet) == rest


@built
def test_every_class_that_our_pages_use_is_in_the_sheet() -> None:
    sheet = (assets.VENDOR / "kern.min.css").read_text()
    used = {name for page in demo.all_pages().values() for name in re.findall(r"kern-[a-z-]+(?:__[a-z-]+)?", page)}
    unstyled = {"kern-theme", "kern-label__optional"}  # an attribute; styled through :has() only
    assert {name for name in used - unstyled if f".{name}" not in sheet} <= {"kern-fieldset__body"}


@built
def test_a_page_with_all_its_css_and_script_stays_under_60_kb_compressed() -> None:
    sheets = [assets.VENDOR / "kern.min.css", *(OWN / name for name in ("ui.css", "print.css", "enhance.js"))]
    shared = sum(compressed(path.read_bytes()) for path in sheets)
    heaviest = max(compressed(page.encode()) for page in demo.all_pages().values())
    assert shared + heaviest < 60_000


def test_our_own_files_stay_small() -> None:
    assert (OWN / "ui.css").stat().st_size < 12_000
    assert (OWN / "enhance.js").stat().st_size < 3_000


@built
def test_style_sheets_load_nothing_from_elsewhere() -> None:
    for sheet in (assets.VENDOR / "kern.min.css", *OWN.glob("*.css")):
        addresses = re.findall(r"url\(\s*['\"]?([^'\")]{1,40})", sheet.read_text())
        assert [a for a in addresses if not a.startswith("data:") and not (sheet.parent / a).is_file()] == []


@built
def test_the_fonts_know_the_letters_of_names_across_europe() -> None:
    from fontTools.ttLib import TTFont

    for weight in assets.FONTS.values():
        letters = TTFont(assets.VENDOR / f"fira-sans-{weight}.woff2").getBestCmap()
        assert {ord(letter) for letter in "äöüßẞçğışłőřșťžāėŵðþæøåÇĞİŞŁŐ§€„“–−…"} <= set(letters)


@built
def test_building_again_has_nothing_to_do_until_an_input_changes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert assets.ensure() is False
    monkeypatch.setattr(assets, "STAMP", tmp_path / "stamp")
    assert assets.is_current() is False
    (tmp_path / "stamp").write_text("of an older lock file")
    assert assets.is_current() is False


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 9))
