"""The folder that an authority's system watches."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.contract.connectors.test_every_connector import KEY, message

STEM = f"0123456789AB_{KEY}"


@pytest.fixture
def root(offenbach: Any, settings: Any, tmp_path: Path) -> Any:
    from tenants.binding import bind

    settings.DELIVERY_DIR = tmp_path
    with bind(offenbach):
        yield tmp_path / "offenbach"


def deliver(folder: str = "", key: str = KEY, reference: str = "0123456789AB") -> str:
    from connectors.adapters.folder.adapter import FolderConnector
    from connectors.adapters.folder.options import FolderOptions

    found = FolderConnector().deliver(message(reference), FolderOptions(folder=folder), idempotency_key=key)
    return found.reference


def seen(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*") if path.is_file())


def test_xml_pdf_and_manifest_lie_in_the_citys_own_folder(root: Path) -> None:
    assert deliver() == f"{STEM}.xml"
    assert seen(root) == [f"{STEM}.json", f"{STEM}.pdf", f"{STEM}.xml"]
    assert (root / f"{STEM}.xml").read_bytes() == message().body
    manifest = json.loads((root / f"{STEM}.json").read_text())
    assert manifest["reference"] == "0123456789AB"
    assert {part["name"]: part["sha256"] for part in manifest["files"]} == {
        f"{STEM}.xml": sha256(message().body).hexdigest(), f"{STEM}.pdf": sha256(b"%PDF-1.7").hexdigest(),
    }  # fmt: skip


def test_the_xml_appears_last_and_whole(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    real = Path.rename

    def spy(self: Path, target: Path) -> Any:
        if target.parent == root:
            order.append(target.suffix)
        return real(self, target)

    monkeypatch.setattr(Path, "rename", spy)
    deliver()
    assert order == [".pdf", ".json", ".xml"]


def test_a_second_delivery_with_the_same_key_finds_its_own_file(root: Path) -> None:
    first = deliver()
    before = (root / first).stat()
    assert deliver() == first
    assert (root / first).stat() == before
    assert len(seen(root)) == 3


def test_what_was_picked_up_is_not_laid_down_again(root: Path) -> None:
    deliver()
    for name in seen(root):
        (root / name).unlink()
    assert deliver() == f"{STEM}.xml"
    assert seen(root) == []


def test_nothing_but_the_ledger_stays_in_the_hidden_folder(root: Path) -> None:
    deliver()
    left = list((root / ".zusage").iterdir())
    assert [path.name for path in left] == [f"{KEY}.ledger"]
    assert b"<a/>" not in left[0].read_bytes()


def test_another_delivery_of_the_same_key_at_the_same_time_waits(root: Path) -> None:
    from connectors.adapters.folder.shelf import Shelf, locked
    from connectors.base import Temporary

    root.mkdir()
    with locked(Shelf(root, KEY).lock) as ours:
        assert ours
        with pytest.raises(Temporary):
            deliver()
    assert deliver()


@pytest.mark.parametrize("folder", ["..", "../wiesbaden", "/etc", "a/../../b", ".hidden", "a\\b"])
def test_a_folder_elsewhere_is_refused_when_it_is_set(folder: str) -> None:
    from connectors.adapters.folder.options import FolderOptions

    with pytest.raises(ValidationError):
        FolderOptions(folder=folder)


def test_a_link_that_leads_out_is_refused(root: Path, tmp_path: Path) -> None:
    from connectors.base import Misconfigured

    root.mkdir()
    (tmp_path / "wiesbaden").mkdir()
    (root / "out").symlink_to(tmp_path / "wiesbaden")
    with pytest.raises(Misconfigured):
        deliver("out")
    assert list((tmp_path / "wiesbaden").iterdir()) == []


def test_a_reference_cannot_lead_out_either(root: Path) -> None:
    assert deliver(reference="../../etc/passwd") == f"etcpasswd_{KEY}.xml"
    assert f"etcpasswd_{KEY}.xml" in seen(root)


def test_a_folder_that_is_no_folder_is_a_wrong_set_up(root: Path) -> None:
    from connectors.adapters.folder.adapter import FolderConnector
    from connectors.adapters.folder.options import FolderOptions
    from connectors.base import Misconfigured

    root.mkdir()
    (root / "taken").write_text("a file")
    for call in (lambda: deliver("taken"), lambda: FolderConnector().check(FolderOptions(folder="taken"))):
        with pytest.raises(Misconfigured):
            call()


def test_a_full_disk_is_tried_again_and_leaves_nothing_visible(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from connectors.base import Temporary

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(Temporary) as refused:
            deliver()
    assert refused.value.code == "disk_full"
    assert seen(root) == []
    assert deliver()
    assert len(seen(root)) == 3
