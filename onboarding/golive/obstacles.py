"""What stands in the way of going live now, from the last looks. In the bound city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from configuration import document, versions
from configuration.legal import Legal
from configuration.queries import in_force
from onboarding.golive import agreements
from onboarding.readiness import queries as readiness


@dataclass(frozen=True)
class Lacking:
    """Lines of the checklist, texts that nobody accepted, a look that is too old, and the day from which a planned version
    gives the city another legal role: from then on it would be open under an agreement that nobody accepted."""

    blocking: list[readiness.Line]
    agreements: list[agreements.Agreement]
    outdated: bool
    role_from: datetime | None

    @property
    def nothing(self) -> bool:
        return not self.keys

    @property
    def keys(self) -> list[str]:
        """Codes alone: of items, agreements, *outdated* and *role_planned*."""
        found = [line.item.key for line in self.blocking] + [f"agreement.{text.name}" for text in self.agreements]
        return [*found, *["outdated"] * self.outdated, *["role_planned"] * (self.role_from is not None)]


def lacking(*, at: datetime, running: bool = False) -> Lacking:
    """``running``: a request stands already, so an earlier version of an agreement is enough."""
    found = readiness.checklist(at=at)
    missing = [
        one.text for one in agreements.standing(at=at) if one.accepted is None and not (running and one.is_asked_again)
    ]
    return Lacking(found.blocking, missing, found.outdated, role_changes(at=at))


def role_changes(*, at: datetime) -> datetime | None:
    """From when a planned version gives the city another legal role."""
    role, coming = in_force(at=at).section(Legal).role, versions.planned(at=at)
    return next((row.valid_from for row in coming if document.read(row.document, Legal).role != role), None)
