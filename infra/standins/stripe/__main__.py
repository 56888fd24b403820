"""``python -m infra.standins.stripe``; everything comes from the environment.

STRIPE_STANDIN_PORT (8102), STRIPE_WEBHOOK_SECRET, STRIPE_WEBHOOK_URL, STANDIN_DIR (``var/stripe``),
STRIPE_STANDIN_ACCOUNTS: accounts that are there from the start, ``acct_…=Name`` with semicolons between.
"""

from __future__ import annotations

import os

from infra.standins.common import command
from infra.standins.stripe.server import StandIn

DEMO_ACCOUNTS = "acct_offenbach=Offenbach am Main;acct_wiesbaden=Wiesbaden"


def main() -> None:
    environ = os.environ
    stand_in = StandIn(
        command.folder("STANDIN_DIR", "var/stripe"),
        port=command.port("STRIPE_STANDIN_PORT", 8102),
        webhook_secret=(environ.get("STRIPE_WEBHOOK_SECRET") or "whsec_standin").split(",")[0],
        webhook_url=environ.get("STRIPE_WEBHOOK_URL", "http://localhost:8000/doors/stripe/"),
    )
    pairs = (environ.get("STRIPE_STANDIN_ACCOUNTS") or DEMO_ACCOUNTS).split(";")
    stand_in.add_accounts({key: name for key, _, name in (pair.partition("=") for pair in pairs) if key})
    command.run(stand_in, f"Stripe stand-in on {stand_in.url}")


if __name__ == "__main__":
    main()
