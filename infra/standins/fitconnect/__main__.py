"""``python -m infra.standins.fitconnect``; everything comes from the environment.

FITCONNECT_STANDIN_PORT (8108), FITCONNECT_STANDIN_DIR (``var/fitconnect``).
"""

from __future__ import annotations

from infra.standins.common import command
from infra.standins.fitconnect.server import StandIn


def main() -> None:
    folder = command.folder("FITCONNECT_STANDIN_DIR", "var/fitconnect")
    stand_in = StandIn(folder, port=command.port("FITCONNECT_STANDIN_PORT", 8108))
    command.run(stand_in, f"FIT-Connect stand-in on {stand_in.page}")


if __name__ == "__main__":
    main()
