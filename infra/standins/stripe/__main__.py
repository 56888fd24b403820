"""``python -m infra.standins.stripe``; everything comes from the environment.

STRIPE_STANDIN_PORT (8102), STRIPE_WEBHOOK_SECRET, STRIPE_WEBHOOK_URL, STANDIN_DIR (``var/stripe``),
STRIPE_STANDIN_ACCOUNTS: accounts that are there from the start, ``acct_…=Name`` with semicolons between.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from infra.standins.stripe.server import StandIn

DEMO_ACCOUNTS = "acct_offenbach=Offenbach am Main;acct_wiesbaden=Wiesbaden"


def main() -> None:
    environ = os.environ
    stand_in = StandIn(
        Path(environ.get("STANDIN_DIR") or "var/stripe"),
        port=int(environ.get("STRIPE_STANDIN_PORT") or 8102),
        webhook_secret=(environ.get("STRIPE_WEBHOOK_SECRET") or "whsec_standin").split(",")[0],
        webhook_url=environ.get("STRIPE_WEBHOOK_URL", "http://localhost:8000/doors/stripe/"),
    )
    pairs = (environ.get("STRIPE_STANDIN_ACCOUNTS") or DEMO_ACCOUNTS).split(";")
    stand_in.add_accounts({key: name for key, _, name in (pair.partition("=") for pair in pairs) if key})
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=stand_in.stop).start())
    sys.stdout.write(f"Stripe stand-in on {stand_in.url}\n")
    sys.stdout.flush()
    stand_in.serve()


if __name__ == "__main__":
    main()
