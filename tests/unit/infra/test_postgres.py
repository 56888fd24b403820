"""The embedded PostgreSQL comes up, goes down and comes back, whatever was killed and whoever runs it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from infra.local import postgres, processes, unprivileged
from infra.local.ports import any_free
from infra.local.postgres import Cluster, ClusterDown

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has this trouble")


def ask(cluster: Cluster, question: str) -> object:
    with psycopg.connect(cluster.admin_url()) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def note(cluster: Cluster, value: int) -> None:
    with psycopg.connect(cluster.admin_url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT %s::int AS value", [value])


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def await_death(cluster: Cluster, process: int) -> None:
    deadline = time.monotonic() + 10
    while processes.runs_with(process, cluster.data) and time.monotonic() < deadline:
        time.sleep(0.01)


def test_it_keeps_data_and_port_over_a_stop(cluster: Cluster) -> None:
    note(cluster, 7)
    port = cluster.port
    cluster.stop()
    assert not cluster.is_running()

    again = Cluster(cluster.home, port=any_free(), durable=False)
    again.start()
    assert cluster.is_running()
    assert (again.port, ask(again, "SELECT value FROM kept")) == (port, 7)


def test_it_knows_the_settings_that_many_schemas_need(cluster: Cluster) -> None:
    wanted = {"max_locks_per_transaction": "256", "max_connections": "200", "fsync": "off"}
    assert {name: ask(cluster, f"SHOW {name}") for name in wanted} == wanted


def test_nobody_gets_in_without_the_password(cluster: Cluster) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://zusage_admin:guess@127.0.0.1:{cluster.port}/postgres")


def test_the_password_is_for_its_owner_only(cluster: Cluster) -> None:
    assert (cluster.home / "password").stat().st_mode & 0o077 == 0


def test_it_takes_over_a_server_whose_starter_was_killed(tmp_path: Path) -> None:
    port = any_free()
    starter = (
        "import os, signal, sys; from pathlib import Path; from infra.local.postgres import Cluster;"
        "Cluster(Path(sys.argv[1]), port=int(sys.argv[2]), durable=False).start(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", starter, str(tmp_path / "postgres"), str(port)], check=False)
    assert killed.returncode == -signal.SIGKILL
    cluster = Cluster(tmp_path / "postgres", port=port, durable=False)
    before = postmaster(cluster)
    cluster.start()
    try:
        assert (postmaster(cluster), ask(cluster, "SELECT 1")) == (before, 1)
    finally:
        cluster.stop()


def test_what_was_committed_is_there_after_the_server_was_killed(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "postgres", port=any_free())
    cluster.start()
    note(cluster, 8)
    os.kill(postmaster(cluster), signal.SIGKILL)
    cluster.start()
    kept = ask(cluster, "SELECT value FROM kept")
    cluster.stop()
    assert kept == 8


def test_it_starts_although_the_noted_process_is_now_a_stranger(cluster: Cluster) -> None:
    dead = postmaster(cluster)
    os.kill(dead, signal.SIGKILL)
    await_death(cluster, dead)
    lock = cluster.data / "postmaster.pid"
    lines = lock.read_text().splitlines()
    lock.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    time.sleep(1)  # the dead server's children go within this time; a number is not reused sooner
    cluster.start()
    assert ask(cluster, "SELECT 1") == 1


def test_it_moves_to_a_free_port_and_remembers_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        taken = stranger.getsockname()[1]
        cluster = Cluster(tmp_path / "postgres", port=taken, durable=False)
        cluster.start()
        moved = cluster.port
        cluster.stop()
    again = Cluster(tmp_path / "postgres", port=taken, durable=False)
    again.start()
    again.stop()
    assert moved != taken
    assert again.port == moved


def test_a_start_that_cannot_work_says_where_to_look(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "postgres", port=any_free(), durable=False, settings={"max_connections": "none"})
    with pytest.raises(ClusterDown, match=r"postgres\.log"):
        cluster.start()


def test_an_interrupted_first_start_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "pgdata.new" / "base").mkdir(parents=True)
    cluster = Cluster(tmp_path / "postgres", port=any_free(), durable=False)
    cluster.start()
    cluster.stop()
    assert not (tmp_path / "postgres" / "pgdata.new").exists()


@as_root
def test_root_runs_it_in_a_folder_that_nobody_else_may_enter(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    cluster = Cluster(closed / "postgres", port=any_free(), durable=False)
    cluster.start()
    try:
        assert ask(cluster, "SELECT 1") == 1
    finally:
        cluster.stop()


@as_root
@pytest.mark.parametrize("number", range(3))
def test_every_way_of_not_being_root_makes_a_cluster(number: int) -> None:
    way = unprivileged.ways()[number]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        home.parent.chmod(0o755)
        program = postgres._program("initdb")
        if not way.reaches(program, home.parent):
            pytest.skip("this machine forbids this way")
        way.own(home)
        made = way.run([str(program), "-D", str(home / "data"), "--no-sync"], cwd=home, output=home / "output")
        assert (made, (home / "data").stat().st_uid) == (0, way.uid)
