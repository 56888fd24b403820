from tests.interface.billing.conftest import eager, in_offenbach, later, stripe_standin

__all__ = ["eager", "in_offenbach", "later", "stripe_standin"]
