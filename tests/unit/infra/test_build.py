"""The files that a bare machine installs from agree with each other and name no place of their own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.settings import ROOT

UV = Path(sys.executable).with_name("uv")
PUBLIC = {"https://pypi.org", "https://files.pythonhosted.org"}


@pytest.mark.skipif(not UV.exists(), reason="this environment was made with pip, which cannot export the lock")
def test_the_fallback_requirements_are_the_lock() -> None:
    command = [str(UV), "export", "--frozen", "--offline", "--no-emit-project", "--no-header", "--no-annotate"]
    exported = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert (ROOT / "requirements.txt").read_text() == exported, (
        "uv.lock changed: .venv/bin/uv export --frozen --no-emit-project --no-header --no-annotate > requirements.txt"
    )


def test_only_the_public_index_is_named() -> None:
    named = set()
    for name in ("uv.lock", "requirements.txt", "infra/local/uv.txt", "Makefile", "infra/local/setup.sh"):
        named |= set(re.findall(r"(?:https?|file)://[^/\s\"']*", (ROOT / name).read_text()))
    assert named <= PUBLIC


def test_every_target_says_what_it_does() -> None:
    printed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    phony = re.search(r"^\.PHONY:(.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony
    for target in set(phony.group(1).split()) - {"browser"}:
        assert re.search(rf"make {target} +\S", printed), target
