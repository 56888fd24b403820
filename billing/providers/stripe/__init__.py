"""Stripe: hosted Checkout pages, direct charges on the city's connected account. Only here is ``stripe`` imported."""
