"""Children are missed when they die, and none outlives the runner."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local import children
from infra.local.children import ChildLost, Family
from infra.local.processes import is_alive


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    family = Family(environment=os.environ, logs=tmp_path / "log")
    yield family
    family.stop()


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_dead_child_is_named_with_its_last_words(family: Family) -> None:
    family.start("worker", python("print('out of paper'); raise SystemExit(3)"))
    with pytest.raises(ChildLost, match=r"worker ended with exit code 3[\s\S]*out of paper"):
        family.wait_until(lambda: False, patience=20, what="Nothing")


def test_a_killed_child_is_named_with_the_signal(family: Family) -> None:
    family.start("web", ["sleep", "60"])
    os.kill(family.children[0].process.pid, signal.SIGKILL)
    with pytest.raises(ChildLost, match="web was killed by SIGKILL"):
        family.wait_until(lambda: False, patience=20, what="Nothing")


def test_last_words_are_of_this_start_only(family: Family) -> None:
    family.complete("job", python("print('first')"))
    assert family.complete("job", python("print('second')")).last_lines() == ["second"]


def test_a_command_that_fails_is_reported(family: Family) -> None:
    with pytest.raises(ChildLost, match=r"migrate ended with exit code 1[\s\S]*no such table"):
        family.complete("migrate", python("raise SystemExit('no such table')"))


def test_stopping_goes_in_order_and_takes_grandchildren_too(family: Family, tmp_path: Path) -> None:
    order = tmp_path / "order"
    waiting = "trap 'echo {0} >> {1}; exit' TERM; sleep 60 & echo $! >> {1}.pids; wait"
    for name in ("worker", "web", "scheduler"):
        family.start(name, ["sh", "-c", waiting.format(name, order)], first_to_go=name != "worker")
    pids = Path(f"{order}.pids")
    family.wait_until(lambda: pids.exists() and len(pids.read_text().split()) == 3, patience=20, what="They")
    family.stop()
    assert order.read_text().split()[2:] == ["worker"]
    time.sleep(0.05)
    assert not [pid for pid in pids.read_text().split() if _runs(int(pid))]


def test_one_that_will_not_stop_is_killed(family: Family, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(children, "PATIENCE", 0.3)
    family.start("stubborn", ["sh", "-c", f"trap '' TERM; touch {tmp_path}/up; while :; do sleep 0.1; done"])
    family.wait_until((tmp_path / "up").exists, patience=20, what="It")
    process = family.children[0].process
    family.stop()
    assert process.returncode == -signal.SIGKILL


def test_children_go_when_the_runner_is_killed_hard(tmp_path: Path) -> None:
    runner = (
        "import os, signal, sys, time; from pathlib import Path; from infra.local.children import Family;"
        "family = Family(environment=os.environ, logs=Path(sys.argv[1])); family.start('web', ['sleep', '60']);"
        "print(family.children[0].process.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([*python(runner), str(tmp_path)], stdout=subprocess.PIPE, text=True, check=False)
    child = int(killed.stdout)
    deadline = time.monotonic() + 5
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _runs(child)


def _runs(process: int) -> bool:
    """Alive and not merely unburied."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return is_alive(process) and state != "Z"
