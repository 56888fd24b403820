"""``platform/`` is a drawer, no package: a package of that name would hide the standard library's, half of the time."""

from __future__ import annotations

import subprocess
import sys

from tests.architecture.source import ROOT, everything, lines_of


def test_the_drawer_is_no_package() -> None:
    assert not list((ROOT / "platform").glob("*.py"))


def test_nothing_is_imported_through_the_drawer() -> None:
    drawn = {path.name for path in (ROOT / "platform").iterdir()}
    wrong = [
        f"{module.at(node)}: {name}"
        for module in everything()
        for name, node in module.imports()
        if name.startswith("platform.") and name.split(".")[1] in drawn
    ]
    assert not wrong, lines_of(wrong)


def test_the_standard_library_keeps_its_platform_in_every_way_of_starting() -> None:
    ask = "import platform; print(platform.__file__)"
    for options in (["-c", ask], ["-P", "-c", ask]):
        answer = subprocess.run([sys.executable, *options], cwd=ROOT, capture_output=True, text=True, check=True)
        assert not answer.stdout.startswith(str(ROOT / "platform"))
        assert answer.stdout.strip().endswith("platform.py")
