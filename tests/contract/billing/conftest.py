from tests.contract.billing.payment_service import payment_service
from tests.contract.billing.standin import provider, stripe_holding, stripe_standin

__all__ = ["payment_service", "provider", "stripe_holding", "stripe_standin"]
