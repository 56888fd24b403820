"""What a city keeps under lock, put there as its staff would."""

from __future__ import annotations


def keep_secret(name: str, value: bytes) -> None:
    """For the city that is bound."""
    from django.db import transaction

    from configuration import secrets
    from kernel.clock import now

    with transaction.atomic():
        secrets.put(name=name, value=value, by="test", at=now())
