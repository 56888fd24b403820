"""``python -m infra.standins.sftp``; everything comes from the environment.

SFTP_STANDIN_PORT (8109), SFTP_STANDIN_PAGE_PORT (8114), SFTP_STANDIN_DIR (``var/sftp``). The gateway takes by itself what
lies in the folders, and writes receipts.
"""

from __future__ import annotations

from infra.standins.common import command
from infra.standins.sftp.server import StandIn
from infra.standins.sftp.world import CITIES


def main() -> None:
    stand_in = StandIn(
        command.folder("SFTP_STANDIN_DIR", "var/sftp"),
        port=command.port("SFTP_STANDIN_PORT", 8109),
        page_port=command.port("SFTP_STANDIN_PAGE_PORT", 8114),
        by_itself=True,
    )
    for city in CITIES:  # so that they lie there before anybody signs in
        stand_in.world.key(city)
    command.run(stand_in, f"SFTP stand-in on port {stand_in.port}, its page on {stand_in.page}")


if __name__ == "__main__":
    main()
