"""From whom to whom: the authority by its number, the portal by its entry in the directory."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from configuration.authority import Authority
from configuration.queries import Configuration
from connectors import interface_keys as keys
from connectors.config import DeliveryRules, options_for
from connectors.registry import CONNECTORS
from connectors.xauslaender.addresses import PostalAddress
from connectors.xauslaender.envelope import Addressing, Party
from connectors.xauslaender.versions import VERSIONS
from declarations.casefile.document import Filing
from tenants.binding import current_city
from tenants.doors import find_by_slug
from tenants.models import Stage

# A pilot's cases are real people's cases.
REAL = frozenset({Stage.PILOT, Stage.LIVE})
AUTHORITY, PORTAL = "azr", "alp"


def city_is_live() -> bool:
    """Whether the bound city's messages are real. Reads the control database: call it outside any transaction."""
    city = find_by_slug(current_city())
    return city is not None and city.stage in REAL


def addressing_of(configuration: Configuration, filing: Filing, *, live: bool) -> Addressing:
    rules = configuration.section(DeliveryRules)
    authority = configuration.section(Authority)
    connector: Any = CONNECTORS.get(rules.connector)
    address = PostalAddress(**rules.address.model_dump())
    return Addressing(
        reader=Party(f"{AUTHORITY}:{filing.authority_code}", authority.name, address, authority.email),
        author=Party(
            rules.portal_id or settings.PORTAL_ID, settings.PORTAL_NAME, portal_address() or address,
            settings.PORTAL_EMAIL,
        ),
        test=not live,
        way_back=_answers_come_back(connector, rules),
        version=VERSIONS[rules.version],
    )  # fmt: skip


def _answers_come_back(connector: Any, rules: DeliveryRules) -> bool:
    """Through the connector itself, or because the authority's system may hand messages in."""
    wired: bool = connector.answers_come_back(options_for(connector, rules.options))
    return wired or keys.is_given(keys.Scope.MESSAGES)


def portal_address() -> PostalAddress:
    """Street, number, postal code and town from the setting, separated by bars; empty when it is not set."""
    parts = [part.strip() for part in str(settings.PORTAL_ADDRESS).split("|")]
    return PostalAddress(*parts) if len(parts) == 4 else PostalAddress()
