from tests.contract.billing.standin import provider, stripe_standin

__all__ = ["provider", "stripe_standin"]
