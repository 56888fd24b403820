"""A stand-in for a city's own system that takes messages by signed HTTPS push, as ``docs/connectors/rest.md`` asks for.

``python -m infra.standins.receiver`` starts it. What arrived is kept on disk by its idempotency key, also over a kill.
"""
