"""In which legal role the service is run for a city: who answers for the data, and so which notice and agreement hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from configuration.registry import Apart, Section, register

Role = Literal["on_behalf", "online_service"]
ON_BEHALF: Role = "on_behalf"
ONLINE_SERVICE: Role = "online_service"


@register
class Legal(Section):
    """*on_behalf*: the city is controller, the operator works on its behalf (Art. 28 GDPR). *online_service*: the operator is
    controller until the case is handed over (§ 8a OZG). A new city begins with the operator's setting ``LEGAL_ROLE``."""

    role: Role = ON_BEHALF

    @classmethod
    def section_name(cls) -> str:
        return "legal"

    @classmethod
    def set_apart(cls) -> Mapping[str, Apart]:
        """People were told who answers for their data."""
        return {"role": Apart.OPERATOR}
