"""Who we are to the identity provider: one entity for the whole platform, whatever the city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from identity.adapters.saml.names import SIGNATURES


@dataclass(frozen=True)
class SamlSettings:
    """``sign_with`` and ``accepted_signatures`` are keys of ``names.SIGNATURES``. ``online_service_id`` is the BMI-ID.

    BundID derives its pseudonyms from the host of ``entity_id``: never change it once people have identified.
    """

    entity_id: str
    acs_url: str
    key_dir: Path
    idp_metadata: Path
    online_service_id: str
    sign_with: str = "rsa-pss"
    accepted_signatures: tuple[str, ...] = ("rsa-pss", "rsa-sha256")
    clock_skew: timedelta = timedelta(seconds=60)

    def __post_init__(self) -> None:
        unknown = {self.sign_with, *self.accepted_signatures} - SIGNATURES.keys()
        if unknown or not self.accepted_signatures:
            raise ValueError(f"unknown signature algorithms: {sorted(unknown)}")

    @property
    def accepted_algorithms(self) -> frozenset[str]:
        return frozenset(uri for name in self.accepted_signatures for uri in SIGNATURES[name])
