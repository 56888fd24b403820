"""What every part needs: the state, the clock, the authorities that may use the service."""

from __future__ import annotations

from dataclasses import dataclass, field

from infra.standins.common import world
from infra.standins.xbezahldienste.store import Store

AUTHORITIES = {"offenbach": "Stadtkasse Offenbach am Main", "wiesbaden": "Stadtkasse Wiesbaden"}
END_POINTS = ("verpflichtungserklaerung", "probe")
PAGE_SECONDS = 60 * 60
TOKEN_SECONDS = 5 * 60


@dataclass
class World(world.World):
    """``originatorId`` is the authority's login; it may use no other's. ``tokens``: until when each is good."""

    store: Store
    page_base: str = ""
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
