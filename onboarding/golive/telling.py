"""What is told of a request: to the city's people by mail, to the operator as codes and moments without persons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from configuration.legal import Legal
from configuration.queries import UnableToServe, in_force
from onboarding.golive import agreements, support
from onboarding.golive.models import LiveRequest
from onboarding.golive.obstacles import role_changes
from onboarding.readiness import queries as readiness
from onboarding.readiness.addresses import live_page
from onboarding.readiness.catalogue import item_of
from ui.formats import long_time


def facts(row: LiveRequest) -> dict[str, Any]:
    """For the mail to those who may ask. No persons but the reason, which the operator wrote."""
    with override("de"):
        opens = long_time(row.opens_at) if row.opens_at else ""
        items = [str(title) for title in titles(row.found)]
    return {
        "state": str(row.state),
        "aim": row.target,
        "opens": opens,
        "reason": row.reason,
        "items": items,
        "link": live_page(),
    }


def titles(keys: list[str]) -> list[Any]:
    """Codes of what was lacking, in words; a code without words as it is."""
    return [_title(key) for key in keys]


# What is no line of the checklist, with what to do about it.
OTHERWISE: dict[str, Any] = {
    "outdated": _("Die letzte Prüfung war nicht mehr neu. Prüfen Sie auf der Checkliste noch einmal."),
    "role_planned": _(
        "Eine geplante Fassung ändert, wer für die Daten verantwortlich ist. Nehmen Sie sie im Verlauf zurück, oder beantragen Sie den Start nach ihrem Tag."
    ),
    "not_allowed": _("Ihre Stadt ruht gerade oder ist in einem anderen Stand. Wenden Sie sich an den Betreiber."),
}


def _title(key: str) -> Any:
    if key in OTHERWISE:
        return OTHERWISE[key]
    name = key.removeprefix("agreement.")
    text = next((text for text in agreements.all_agreements() if text.name == name), None)
    item = item_of(key)
    return item.title if item else text.title if text and key != name else key


def moments() -> dict[str, datetime | None]:
    """For ``onboarding.rollout.models.CityProgress``: when this city asked for the first time."""
    first = LiveRequest.objects.order_by("number").first()
    return {"live_requested_at": first.requested_at if first else None}


def report(*, at: datetime) -> dict[str, Any]:
    """What the operator's side reads before it answers: moments, counts, codes and versions; never who."""
    try:
        found, role = readiness.checklist(at=at), in_force(at=at).section(Legal).role
    except UnableToServe:
        return {}
    planned = ["role_planned"] if role_changes(at=at) else []
    row, granted = LiveRequest.objects.order_by("-number").first(), support.standing(at=at)
    return {
        "role": role, "blocking": [*(line.item.key for line in found.blocking), *planned], "outdated": found.outdated,
        "looked_at": found.looked_at, "support_until": granted.ends_at if granted else None,
        "agreements": [
            {"name": one.text.name, "version": one.text.version, "accepted": one.accepted is not None}
            for one in agreements.standing(at=at)
        ],
        **(_of(row) if row else {}),
    }  # fmt: skip


def _of(row: LiveRequest) -> dict[str, Any]:
    return {
        "number": row.number, "state": str(row.state), "aim": row.target, "wished_for": row.wished_for, "requested_at": row.requested_at,
        "decided_at": row.decided_at, "opens_at": row.opens_at, "ended_at": row.ended_at, "found": list(row.found),
    }  # fmt: skip
