"""A stand-in for Stripe: enough of its API, hosted page and signed messages for the real library, unmodified.

``python -m infra.standins.stripe`` starts it. It keeps its state on disk and survives a restart. Answers are held to
the types that the library ships by ``tests/contract/billing``.
"""
