"""Whether the fee of a case is owed at all.

By § 49 (2) AufenthV it is for working on the application, so it is owed on a refusal too. It is not where another authority
is competent, nor when the application was withdrawn before anybody worked on it (§ 49 (3)).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from audit.models import AuditEntry
from declarations.models import Declaration
from declarations.states import State

WITHDRAWN = "declaration.withdrawn"


def withdrawn_early(case_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Of these withdrawn cases those on which nobody had worked. One statement."""
    entries = AuditEntry.objects.filter(case_id__in=list(case_ids), action=WITHDRAWN).order_by("id")
    began = {case_id: details.get("work_began", True) for case_id, details in entries.values_list("case_id", "details")}
    return {case_id for case_id, work_began in began.items() if case_id and not work_began}


def is_owed(case: Declaration) -> bool:
    """Whatever was decided about its amount."""
    if case.state == State.WITHDRAWN:
        return not withdrawn_early([case.id])
    return case.state != State.FORWARDED
