"""``python -m infra.standins.receiver``; everything comes from the environment.

RECEIVER_STANDIN_PORT (8110), RECEIVER_STANDIN_DIR (``var/receiver``), RECEIVER_STANDIN_SECRET (the signature's key, else one
that is kept in that folder).
"""

from __future__ import annotations

import os

from infra.standins.common import command
from infra.standins.receiver.server import StandIn


def main() -> None:
    folder = command.folder("RECEIVER_STANDIN_DIR", "var/receiver")
    secret = os.environ.get("RECEIVER_STANDIN_SECRET", "")
    stand_in = StandIn(folder, port=command.port("RECEIVER_STANDIN_PORT", 8110), secret=secret)
    command.run(stand_in, f"Stand-in of a city's own system on {stand_in.page}")


if __name__ == "__main__":
    main()
