"""Stripe itself, in test mode: only where a test key and two connected accounts that can charge are in the environment."""

from __future__ import annotations

import os

KEY = os.environ.get("STRIPE_LIVE_TEST_KEY", "")
ACCOUNTS = [name for name in os.environ.get("STRIPE_LIVE_ACCOUNTS", "").split(",") if name]
IS_SET_UP = KEY.startswith("sk_test_") and len(ACCOUNTS) >= 2
WHY_NOT = (
    "Stripe itself was not asked: STRIPE_LIVE_TEST_KEY and STRIPE_LIVE_ACCOUNTS are not set"
    " (docs/operations/payment-tests.md)"
)
