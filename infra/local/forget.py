"""`python -m infra.local.forget`, which `make clean-data` calls: all data of this machine, gone.

With the word `tests` the tests' PostgreSQL is stopped too, so that its folder can go.
"""

import shutil
import sys
from pathlib import Path

from infra.local.ground import AlreadyRunning, alone
from infra.local.postgres import Cluster
from infra.local.settings import Settings, load
from infra.local.valkey import Broker


def main(words: list[str]) -> int:
    settings = load()
    try:
        forget(settings)
    except AlreadyRunning as refusal:
        sys.stderr.write(f"{refusal} Stop it first.\n")
        return 1
    if "tests" in words:
        stop_servers(settings.root / "build")
    return 0


def forget(settings: Settings) -> None:
    """Stop servers that a killed runner left behind, then remove the folder. Refused while a runner lives."""
    if not settings.var.exists():
        return
    with alone(settings):
        stop_servers(settings.var)
        shutil.rmtree(settings.var)


def stop_servers(folder: Path) -> None:
    for data in folder.glob("*/pgdata"):
        Cluster(data.parent, port=0).stop()
    for config in folder.glob("*/valkey.conf"):
        Broker(config.parent, port=0).stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
