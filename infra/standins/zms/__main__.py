"""``python -m infra.standins.zms``; everything comes from the environment.

ZMS_STANDIN_PORT (8105), ZMS_STANDIN_DIR (``var/zms``).
"""

from __future__ import annotations

from infra.standins.common import command
from infra.standins.zms.server import StandIn


def main() -> None:
    stand_in = StandIn(command.folder("ZMS_STANDIN_DIR", "var/zms"), port=command.port("ZMS_STANDIN_PORT", 8105))
    command.run(stand_in, f"Appointment system stand-in on {stand_in.page}")


if __name__ == "__main__":
    main()
