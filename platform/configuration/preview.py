"""The citizens' pages with the draft: an address that is good for half an hour, for one person, in one city.

What has faults is shown as it is published. Nothing can be sent from such a page (``config.preview``).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing

from configuration import document
from configuration.document import UnableToConfigure
from configuration.drafting import Draft, current
from configuration.queries import Configuration
from tenants.binding import current_city, in_rehearsal

PLACE = "/verwaltung/vorschau/"
VALID_SECONDS = 30 * 60
_SALT = "configuration.preview"


@dataclass(frozen=True)
class Pass:
    """Who may look, and in which language."""

    staff: int
    language: str


def address(*, staff: int, language: str = "de") -> str:
    """Where the start page is shown with the draft of the bound city; what follows is an address of the portal."""
    token = signing.dumps([current_city(), staff, language], salt=_SALT, compress=False)
    return f"{PLACE}{token}/"


def opened(token: str) -> Pass | None:
    """Nothing for an address of another city, an old or a made-up one."""
    try:
        city, staff, language = signing.loads(token, salt=_SALT, max_age=VALID_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Pass(int(staff), str(language)) if city == current_city() else None


def configuration() -> tuple[Configuration, list[str]]:
    """The draft as if it were published, and the sections that cannot be shown because of their faults."""
    draft = current()
    wrong = [section.name for section in draft.changed if section.faults]
    stored = _parsed(draft, wrong)
    return Configuration(current_city(), draft.basis.number, stored), wrong


def _parsed(draft: Draft, wrong: list[str]) -> dict[str, object]:
    fine = frozenset(draft.rows) - frozenset(wrong)
    try:
        stored = document.parse(draft.raw(fine))
    except UnableToConfigure:  # what was published long ago may be refused today
        stored = draft.basis.document
    return document.for_rehearsal(stored) if in_rehearsal() else stored
