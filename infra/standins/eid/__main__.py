"""``python -m infra.standins.eid``: EID_STANDIN_PORT (8101), EID_KEY_DIR (the folder shared with the product)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from infra.standins.common import command
from infra.standins.common.server import Service
from infra.standins.eid.server import make_server


def main() -> int:
    folder = os.environ.get("EID_KEY_DIR")
    if not folder:
        print("EID_KEY_DIR is not set: the folder that the stand-in shares with the product", file=sys.stderr)
        return 2
    server = make_server(
        port=command.port("EID_STANDIN_PORT", 8101),
        folder=Path(folder),
        host=os.environ.get("EID_STANDIN_HOST", "localhost"),
    )
    command.run(Service(server), f"Simulierte BundID: {server.stand_in.base}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
