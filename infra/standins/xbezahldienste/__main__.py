"""``python -m infra.standins.xbezahldienste``; everything comes from the environment.

XBEZAHL_STANDIN_PORT (8106), XBEZAHL_STANDIN_TLS_PORT (8107), XBEZAHL_STANDIN_DIR (``var/xbezahldienste``).
"""

from __future__ import annotations

from infra.standins.common import command
from infra.standins.xbezahldienste.server import StandIn


def main() -> None:
    stand_in = StandIn(
        command.folder("XBEZAHL_STANDIN_DIR", "var/xbezahldienste"),
        port=command.port("XBEZAHL_STANDIN_PORT", 8106),
        tls_port=command.port("XBEZAHL_STANDIN_TLS_PORT", 8107),
    )
    command.run(stand_in, f"Payment service stand-in on {stand_in.page}")


if __name__ == "__main__":
    main()
