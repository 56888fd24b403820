"""Where FIT-Connect is reached. The source: the addresses that a public client of the service uses (record 37)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Environment(StrEnum):
    """``own``: a service at addresses that the city names, such as the stand-in of this machine."""

    TEST = "test"
    STAGE = "stage"
    PRODUCTION = "production"
    OWN = "own"


@dataclass(frozen=True)
class Places:
    """``service``: the submission API, up to and without ``/v2``."""

    token: str
    service: str


PLACES = {
    Environment.TEST: Places(
        "https://auth-testing.fit-connect.fitko.dev/token", "https://test.fit-connect.fitko.dev/submission-api"
    ),
    Environment.STAGE: Places(
        "https://auth-refz.fit-connect.fitko.net/token", "https://stage.fit-connect.fitko.net/submission-api"
    ),
    Environment.PRODUCTION: Places(
        "https://auth-prod.fit-connect.fitko.net/token", "https://prod.fit-connect.fitko.net/submission-api"
    ),
}
# Where keys carry certificates of the administration's own authority. The test environment has none.
CERTIFIED = frozenset({Environment.STAGE, Environment.PRODUCTION})
