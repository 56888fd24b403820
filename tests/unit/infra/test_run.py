"""The whole platform as `make run` starts it: up, answering, down in order, and honest when a part dies."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from infra.local.databases import create_database, drop_database
from infra.local.ports import any_free, is_free
from infra.local.postgres import Cluster
from infra.local.settings import ROOT
from infra.local.valkey import Broker

PORTS = (
    "PLATFORM_PORT", "EID_STANDIN_PORT", "STRIPE_STANDIN_PORT", "MAIL_PAGE_PORT", "MAIL_SMTP_PORT", "ZMS_STANDIN_PORT",
    "XBEZAHL_STANDIN_PORT", "XBEZAHL_STANDIN_TLS_PORT", "FITCONNECT_STANDIN_PORT", "SFTP_STANDIN_PORT",
    "SFTP_STANDIN_PAGE_PORT", "RECEIVER_STANDIN_PORT",
)  # fmt: skip


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    ports = {name: str(any_free()) for name in PORTS}
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "VAR_DIR": str(tmp_path / "var"), **ports}


@contextmanager
def running(environment: Mapping[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The runner and what it printed until it was up."""
    command = [sys.executable, "-m", "infra.local.run"]
    runner = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert runner.stdout
    printed = ""
    try:
        while "Demo sign-ins" not in printed and (line := runner.stdout.readline()):
            printed += line
        assert runner.poll() is None, printed
        yield runner, printed
    finally:
        runner.send_signal(signal.SIGTERM)
        runner.wait(timeout=60)
        runner.stdout.close()


def answer(port: str, path: str, host: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", int(port), timeout=60)
    connection.request("GET", path, headers={"Host": host})
    response = connection.getresponse()
    return response.status, response.read().decode()


def left_behind(environment: Mapping[str, str]) -> list[str]:
    mark = f"VAR_DIR={environment['VAR_DIR']}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except (PermissionError, FileNotFoundError, ProcessLookupError):
            continue
    return found


def test_everything_comes_up_and_goes_down_on_ctrl_c(environment: dict[str, str]) -> None:
    port = environment["PLATFORM_PORT"]
    with running(environment) as (runner, printed):
        assert answer(port, "/health", "localhost")[0] == 200
        for city, name in (("offenbach", "Offenbach"), ("wiesbaden", "Wiesbaden")):
            status, page = answer(port, "/", f"{city}.localhost:{port}")
            assert status == 200
            assert name in page
        assert answer(environment["MAIL_PAGE_PORT"], "/", "localhost")[0] == 200
        assert "Verpflichtungserklärung" in answer(environment["ZMS_STANDIN_PORT"], "/", "localhost")[1]
        assert f"http://localhost:{environment['ZMS_STANDIN_PORT']}" in printed
        assert "XBezahldienste" in answer(environment["XBEZAHL_STANDIN_PORT"], "/", "localhost")[1]
        assert f"http://localhost:{environment['XBEZAHL_STANDIN_PORT']}" in printed
        assert "FIT-Connect" in answer(environment["FITCONNECT_STANDIN_PORT"], "/", "localhost")[1]
        assert zusage_in_another_shell(environment) == 0
        assert f"http://offenbach.localhost:{port}" in printed
        assert f"http://betrieb.localhost:{port}" in printed
        runner.send_signal(signal.SIGINT)
        assert runner.wait(timeout=60) == 0
    assert left_behind(environment) == []
    assert all(is_free(int(environment[name])) for name in PORTS)
    assert not (Path(environment["VAR_DIR"]) / "postgres" / "pgdata" / "postmaster.pid").exists()


def test_with_servers_of_your_own_it_starts_none_and_reports_a_part_that_dies(
    environment: dict[str, str], cluster: Cluster, home: Path
) -> None:
    urls = create_database(cluster.admin_url(), "own")
    broker = Broker(home, port=any_free())
    broker.start()
    environment |= {"DATABASE_URL": urls.login, "OWNER_DATABASE_URL": urls.owner, "BROKER_URL": broker.url}
    try:
        with running(environment) as (runner, _):
            var = Path(environment["VAR_DIR"])
            assert not (var / "postgres").exists()
            assert not (var / "valkey").exists()
            second = subprocess.run(
                [sys.executable, "-m", "infra.local.run"],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert (second.returncode, f"process {runner.pid}" in second.stderr) == (1, True)
            os.kill(child_of(runner.pid, "infra.standins.mail"), signal.SIGKILL)
            assert runner.wait(timeout=60) == 1
            assert runner.stdout
            assert "mail was killed by SIGKILL" in runner.stdout.read()
        assert left_behind(environment) == []
        assert broker.is_running()
        assert cluster.is_running()
    finally:
        broker.stop()
        drop_database(cluster.admin_url(), "own")


def test_a_taken_port_is_named_with_the_way_out(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        environment["MAIL_PAGE_PORT"] = str(stranger.getsockname()[1])
        refused = subprocess.run(
            [sys.executable, "-m", "infra.local.run"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert refused.returncode == 1
    assert re.search(r"Port \d+ is taken .* make run MAIL_PAGE_PORT=", refused.stderr)
    assert not (Path(environment["VAR_DIR"]) / "postgres").exists()


def zusage_in_another_shell(environment: Mapping[str, str]) -> int:
    """It finds the running platform and its database by the data folder alone."""
    shell = {name: environment[name] for name in ("PATH", "HOME", "VAR_DIR")}
    command = [str(Path(sys.executable).with_name("zusage")), "migrate"]
    return subprocess.run(command, cwd=ROOT, env=shell, check=False).returncode


def child_of(parent: int, word: str) -> int:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            its_parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if its_parent == parent and word in (process / "cmdline").read_text():
                return int(process.name)
        except (FileNotFoundError, ProcessLookupError):
            continue
    raise LookupError(word)
