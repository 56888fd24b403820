"""Where a case is worked, by the configuration it was filed under."""

from __future__ import annotations

from casework.config import CaseworkRules
from configuration import queries as configuration
from declarations.models import Declaration


def rules_of(case: Declaration) -> CaseworkRules:
    return configuration.of_number(case.configuration or 1).section(CaseworkRules)


def works_elsewhere(case: Declaration) -> bool:
    """In the authority's own system: the desk then only reports the outcome."""
    return rules_of(case).way == "authority_system"
