"""PgBouncer in transaction mode before a database of ours, where the program is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

MISSING = "PgBouncer is not installed here: nothing was tried through it (apt-get install pgbouncer)"


def program() -> str | None:
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@contextmanager
def bouncing(url: str, *, connections: int = 4) -> Iterator[str]:
    """The same database by way of ``connections`` connections that are changed after each transaction."""
    parts = urlsplit(url)
    port = _free_port()
    with TemporaryDirectory(prefix="zusage-bouncer-", dir="/tmp") as folder:
        home = Path(folder)
        home.chmod(0o755)
        (home / "users.txt").write_text(f'"{unquote(parts.username or "")}" "{unquote(parts.password or "")}"\n')
        (home / "pgbouncer.ini").write_text(
            f"[databases]\n* = host={parts.hostname} port={parts.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
            f"listen_port = {port}\nunix_socket_dir =\nauth_type = plain\nauth_file = {home / 'users.txt'}\n"
            f"pool_mode = transaction\ndefault_pool_size = {connections}\nmax_client_conn = 100\n"
        )
        process = subprocess.Popen(
            [str(program()), "-q", str(home / "pgbouncer.ini")], stdout=subprocess.DEVNULL, user=_user(), group=_group()
        )
        try:
            _wait_for(port, process)
            yield parts._replace(netloc=parts.netloc.rpartition("@")[0] + f"@127.0.0.1:{port}").geturl()
        finally:
            process.terminate()
            process.wait(timeout=10)


def _user() -> int | None:
    """It refuses to run as root."""
    return None if os.geteuid() else pwd.getpwnam("nobody").pw_uid


def _group() -> int | None:
    return None if os.geteuid() else pwd.getpwnam("nobody").pw_gid


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(100):
        if process.poll() is not None:
            break
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.05)
    raise RuntimeError("PgBouncer did not start")
