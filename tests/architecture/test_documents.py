"""The documentation: its links lead somewhere, and it speaks of what is there."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.source import ROOT, lines_of, packages_on_disk

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")


def _documents() -> list[Path]:
    return [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))]


def test_links_lead_somewhere() -> None:
    wrong = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in _documents()
        for target in LINK.findall(document.read_text("utf-8"))
        if not re.match(r"[a-z]+:", target) and not _is_there(document, target)
    ]
    assert not wrong, lines_of(wrong)


def _is_there(document: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    place = (document.parent / path).resolve() if path else document
    if not place.exists():
        return False
    return not anchor or place.suffix != ".md" or anchor in _anchors(place)


def _anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+\s+(.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\wäöüß -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_the_map_names_every_package() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    missing = [package for package in packages_on_disk() if not re.search(rf"\b{re.escape(package)}\b", text)]
    assert not missing, missing


def test_decisions_are_numbered_and_have_their_three_parts() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert records
    numbers = []
    for record in records:
        found = re.fullmatch(r"(\d{4})-[a-z0-9-]+\.md", record.name)
        assert found, record.name
        numbers.append(int(found[1]))
        text = record.read_text("utf-8")
        for part in ("## Context", "## Decision", "## Consequences"):
            assert part in text, f"{record.name}: {part}"
        assert re.search(r"^Status: (accepted|replaced by \d{4}), \d{4}-\d{2}-\d{2}$", text, re.MULTILINE), record.name
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_dependency_says_why_it_is_there() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    listed = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["local"],
        *project["dependency-groups"]["dev"],
    ]
    names = [re.split(r"[\[=<>~! ]", requirement)[0] for requirement in listed]
    text = next((ROOT / "docs" / "decisions").glob("*dependencies.md")).read_text("utf-8")
    explained = re.findall(r"^\| `([^`]+)`", text, re.MULTILINE)
    assert sorted(explained) == sorted(names)
