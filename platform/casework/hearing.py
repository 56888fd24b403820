"""What a hearing says: that a refusal is intended, why, and the ways out of it, in words that a person can act on."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from casework import checks, review
from casework.sheet import against
from creditcheck import wording
from creditcheck.worksheet import Worksheet
from declarations import operations

# In German, whatever the page's language: the language of the administration.
LANGUAGE = "de"
WAYS: dict[str, Any] = {
    "security": gettext_lazy("Sie bieten eine Sicherheit an, zum Beispiel ein Sparbuch mit Sperrvermerk, ein Sperrkonto oder eine Bankbürgschaft."),
    "second_declarant": gettext_lazy("Eine zweite Person gibt ebenfalls eine Verpflichtungserklärung ab, und wir prüfen beide."),
    "fewer_guests": gettext_lazy("Sie laden weniger Gäste ein."),
    "withdrawal": gettext_lazy("Sie ziehen den Antrag zurück. Die Gebühr bekommen Sie dann nicht zurück, denn wir haben schon geprüft."),
}  # fmt: skip
WAY_LABELS: dict[str, Any] = {
    "security": gettext_lazy("Sicherheit anbieten"),
    "second_declarant": gettext_lazy("Zweite Person erklärt mit"),
    "fewer_guests": gettext_lazy("Weniger Gäste"),
    "withdrawal": gettext_lazy("Antrag zurückziehen"),
}


def reasons_of(worksheet: Worksheet) -> str:
    """What speaks against the sponsor, as a first draft of the reasons: one sentence a line."""
    with override(LANGUAGE):
        return "\n".join(wording.reason_text(reason) for reason in against(worksheet))


def compose_hearing(*, reason: str, ways: Collection[str], worksheet: Worksheet) -> str:
    """The whole text that the sponsor reads, by paragraphs. ``ways`` are keys of ``WAYS``, shown in their order."""
    with override(LANGUAGE):
        lines = [_("Wir möchten Ihre Verpflichtungserklärung ablehnen."), "", _("Gründe:"), reason.strip(), ""]
        open_ways = [f"– {_way(way, worksheet)}" for way in WAYS if way in ways]
        if open_ways:
            lines += [_("Diese Möglichkeiten haben Sie:"), *open_ways, ""]
        lines.append(_("Sie können sich dazu äußern und neue Nachweise hochladen. Erst danach entscheiden wir."))
        return "\n".join(lines)


def begin_hearing(*, case_id: uuid.UUID, reason: str, ways: Collection[str], by: int, at: datetime) -> None:
    """Composes the text and starts the hearing with it. Joins the caller's transaction. Refused as
    ``review.start_hearing`` refuses."""
    case = operations.locked(case_id)
    text = (
        compose_hearing(reason=reason, ways=ways, worksheet=checks.worksheet_of(case, at=at)) if reason.strip() else ""
    )
    review.start_hearing(case_id=case_id, reason=text, by=by, at=at)


def security_text() -> str:
    """A first draft of the question for a security."""
    with override(LANGUAGE):
        return _(
            "Ihr Einkommen allein reicht für diesen Besuch nicht aus. Sie können zusätzlich eine Sicherheit anbieten, "
            "zum Beispiel ein Sparbuch mit Sperrvermerk, ein Sperrkonto oder eine Bankbürgschaft. "
            "Bitte laden Sie dann den Nachweis Ihrer Bank hoch."
        )


def _way(way: str, worksheet: Worksheet) -> str:
    fewer = next((change for change in worksheet.would_change if change.code == "fewer_guests"), None)
    if way == "fewer_guests" and fewer:
        return _(
            "Sie laden weniger Gäste ein. Ihr Einkommen reicht, wenn so viele nicht mitkommen: %s."
        ) % wording.change_text(fewer)
    return str(WAYS[way])
