"""How long the city keeps cases that came to nothing here, and contents that it has already."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from configuration.registry import Section, register

Days = Annotated[int, Field(ge=30, le=3650)]
HANDED_OVER = "handed_over_days"


@register
class RetentionRules(Section):
    """Days after the last step of a case in which nothing more is to come, by how it ended. ``None``: kept until a person says
    otherwise. Declarations that were issued are never forgotten by these.

    ``handed_over_days``: after the confirmed handover, where the operator was controller on the day of filing (§ 8a OZG) and
    the case is worked in the authority's own system (``casework.handed_over``); whatever it was that became of it.
    """

    refused_days: Days | None = None
    withdrawn_days: Days | None = None
    forwarded_days: Days | None = None
    closed_days: Days | None = None
    handed_over_days: int = Field(default=7, ge=1, le=30)

    @classmethod
    def section_name(cls) -> str:
        return "retention"

    @classmethod
    def shown_to_peers(cls) -> frozenset[str]:
        return frozenset({"refused_days", "withdrawn_days", "forwarded_days", "closed_days"})
