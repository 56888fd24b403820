"""Who we are to the identity provider: one entity for the whole platform, whatever the city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from identity.adapters.saml.names import SIGNATURES
from tenants.routing import base_url

ACS_PATH = "/doors/eid/acs/"


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


def from_environment() -> SamlSettings:
    """From Django's settings ``EID_…``. What is not given follows from the platform's own address."""

    def given(name: str, default: str) -> str:
        return str(getattr(settings, name, "") or default)

    key_dir = Path(settings.EID_KEY_DIR)
    return SamlSettings(
        entity_id=given("EID_ENTITY_ID", f"{settings.PUBLIC_SCHEME}://{settings.PLATFORM_DOMAIN}"),
        acs_url=given("EID_ACS_URL", base_url(settings.PLATFORM_DOMAIN) + ACS_PATH),
        key_dir=key_dir,
        idp_metadata=Path(given("EID_IDP_METADATA", str(key_dir / "idp-metadata.xml"))),
        online_service_id=given("EID_ONLINE_SERVICE_ID", "local"),
        sign_with=given("EID_SIGN_WITH", "rsa-pss"),
        accepted_signatures=tuple(given("EID_ACCEPTED_SIGNATURES", "rsa-pss,rsa-sha256").split(",")),
    )
