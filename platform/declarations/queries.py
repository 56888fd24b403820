from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from declarations import sealing
from declarations.casefile.document import CaseFile
from declarations.models import Declaration
from declarations.operations import CASE
from declarations.states import State
from kernel.codes import digest


def draft_of(secret: str, *, at: datetime) -> Declaration | None:
    """The draft (or sealed, still unpaid case) that this secret opens, unless it has expired."""
    found = Declaration.objects.filter(draft_digest=digest(secret)).first()
    if found is None or found.state not in (State.DRAFT, State.SEALED):
        return None
    return None if found.expires_at and found.expires_at <= at else found


def case_of_browser(secret: str) -> Declaration | None:
    """The case, in whatever state, that this browser's cookie belongs to: for the receipt right after filing."""
    return Declaration.objects.filter(draft_digest=digest(secret)).first()


def by_link(secret: str) -> Declaration | None:
    """The filed case that a status link leads to."""
    return Declaration.objects.filter(link_digest=digest(secret)).first()


def case_file(declaration: Declaration) -> CaseFile:
    """The frozen case file of a sealed or submitted case."""
    return CaseFile.model_validate(sealing.cipher(declaration.id).open_json(declaration.sealed_case or b"", CASE))


def expiring(*, at: datetime) -> dict[str, int]:
    """How many drafts and unpaid cases have run out at that moment, by state; the timers of each delete them then."""
    rows = Declaration.objects.filter(state__in=(State.DRAFT, State.SEALED), expires_at__lte=at)
    return dict(rows.order_by().values_list("state").annotate(Count("id")))
