"""What opens an account of a city's own at a provider."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What the provider learns to open an account for a city, the same at every repetition: nothing about a person.

    ``statement`` is what payers read on their statement (5 to 22 places); ``our_ref`` the city's short name with us.
    """

    name: str
    email: str
    website: str
    statement: str
    our_ref: str
    idempotency_key: str
