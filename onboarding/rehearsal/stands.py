"""Which settings were rehearsed: a name for what a rehearsal sees of a document.

Counted is what was typed, without defaults: a release that adds a field, or a section, makes no rehearsal void. Not counted is
what leads out of the house (a rehearsal has values of its own there) and what ``UNSEEN`` names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from configuration import document, drafting
from configuration.registry import Section, sections

# Texts that are shown and decide nothing; days that change every week; what comes due after more than a rehearsal's minute.
WHOLE = frozenset({"books", "branding", "languages", "mail", "retention", "texts"})
UNSEEN = (
    "appointments.fair_use",
    "appointments.most_offers",
    "appointments.offer_hours",
    "appointments.offer_notice_hours",
    "appointments.offices.*.accessibility",
    "appointments.offices.*.address",
    "appointments.offices.*.closures",
    "appointments.offices.*.directions",
    "appointments.offices.*.open_once",
    "appointments.offices.*.phone",
    "appointments.reminders",
    "authority.email",
    "authority.opening_hours",
    "authority.phone",
    "authority.website",
    "casework.answer_days",
    "casework.closing_days",
    "casework.hearing_days",
    "casework.remedy",
    "declarations.draft_days",
    "declarations.target_days",
    "declarations.unpaid_days",
    "delivery.alarms",
    "delivery.returned_days",
    "payments.refunds",
)


def stand_of(stored: dict[str, Any]) -> str:
    """Names a stored document (``configuration.document``), whether it is published or comes from a draft.

    A section that today's code refuses is named as it is stored.
    """
    seen = {name: _seen(stored, section) for name, section in sections.items() if name not in WHOLE}
    for path in UNSEEN:
        _take_out(seen, path.split("."))
    return drafting.stand_of({name: value for name, value in seen.items() if value})


def _seen(stored: dict[str, Any], section: type[Section]) -> dict[str, Any]:
    try:
        value = document.read(stored, section).model_dump(mode="json", exclude_defaults=True)
    except ValidationError:
        value = dict(stored[section.section_name()]["value"])
    return {field: one for field, one in value.items() if field not in section.bound_to_environment()}


def _take_out(value: Any, path: Sequence[str]) -> None:
    for holder in _holders(value, path[:-1]):
        holder.pop(path[-1], None)


def _holders(value: Any, path: Sequence[str]) -> Iterator[dict[str, Any]]:
    if path and path[0] == "*":
        for one in value if isinstance(value, list) else ():
            yield from _holders(one, path[1:])
    elif path:
        yield from _holders(value.get(path[0]), path[1:]) if isinstance(value, dict) else ()
    elif isinstance(value, dict):
        yield value
