"""The platform's own provider, as the settings ``EID_…`` say."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from identity.adapters.saml.provider import SamlProvider
from identity.adapters.saml.settings import SamlSettings
from tenants.routing import base_url

ACS_PATH = "/doors/eid/acs/"


@lru_cache(maxsize=1)
def bundid() -> SamlProvider:
    return SamlProvider(from_environment())


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
