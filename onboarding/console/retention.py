"""What would be forgotten tonight, by the draft's periods and by those that hold: asked of the code that deletes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from casework import retention
from casework.config import CaseworkRules
from casework.retention_config import HANDED_OVER, RetentionRules
from casework.retention_words import WORDS
from configuration.drafting import Draft
from configuration.legal import ONLINE_SERVICE, Legal
from configuration.registry import Section
from connectors import returned
from connectors.config import DeliveryRules
from declarations import queries as declarations
from declarations.config import DeclarationRules
from declarations.states import State
from kernel.clock import german_midnight

S = TypeVar("S", bound=Section)
NAMES = tuple(retention.PERIODS.values())
# kind of period, section, field, group of its page, by which law it is bounded
ELSEWHERE = (
    (_("Angefangene Anträge"), DeclarationRules, "draft_days", "fristen", _("höchstens 30 Tage nach der letzten Änderung, § 8a OZG")),
    (_("Anträge, die nicht bezahlt wurden"), DeclarationRules, "unpaid_days", "fristen", _("höchstens 60 Tage")),
    (_("Text von Antworten aus Ihrem Fachverfahren"), DeliveryRules, "returned_days", "", _("höchstens ein Jahr; was sich nicht lesen ließ, 90 Tage")),
)  # fmt: skip


@dataclass(frozen=True)
class Going:
    """One line of the preview: ``draft`` and ``published`` are how many would go tonight."""

    label: Any
    draft: int
    published: int


@dataclass(frozen=True)
class Elsewhere:
    """A period that is set on another page."""

    label: Any
    days: Any
    bound: Any
    section: str
    group: str


def tonight(at: datetime) -> datetime:
    """The next midnight in Germany."""
    return german_midnight(german_midnight(at) + timedelta(hours=30))


def preview(draft: Draft, *, at: datetime) -> list[Going]:
    """By kind and by how a case ended. What a draft cannot be read for is counted as published."""
    rules, before = _both(draft, RetentionRules)
    delivery, delivery_before = _both(draft, DeliveryRules)
    new, old = retention.counted(rules, at=at), retention.counted(before, at=at)
    out = declarations.expiring(at=at)
    lines = [
        Going(ELSEWHERE[0][0], *[out.get(State.DRAFT, 0)] * 2), Going(ELSEWHERE[1][0], *[out.get(State.SEALED, 0)] * 2),
        Going(
            ELSEWHERE[2][0], returned.counted_old(delivery.returned_days, at=at),
            returned.counted_old(delivery_before.returned_days, at=at),
        ),
    ]  # fmt: skip
    names = [name for name in (*NAMES, HANDED_OVER) if name in NAMES or new[name] or old[name] or is_online(draft)]
    return lines + [Going(WORDS.apart[name], new.get(name, 0), old.get(name, 0)) for name in names]


def is_online(draft: Draft) -> bool:
    """Whether contents go after the handover, by what is published or by the draft."""
    return ONLINE_SERVICE in {rules.role for rules in _both(draft, Legal)}


def works_here(draft: Draft) -> bool:
    """Cases on the desk are never handed over: nothing goes then, whoever is controller."""
    return _both(draft, CaseworkRules)[0].way == "own_desk"


def elsewhere(draft: Draft) -> list[Elsewhere]:
    found = []
    for label, section, field, group, bound in ELSEWHERE:
        value = draft.section(section.section_name()).value
        days = value.get(field) if isinstance(value, Mapping) else None
        found.append(Elsewhere(label, days, bound, section.section_name(), group))
    return found


def merged(value: Mapping[str, Any], posted: Any) -> dict[str, Any]:
    """An empty field is a period that is not set, or the usual one where there has to be one; what is no number stays as it
    was typed."""
    told = {**value, **{name: _days(str(posted.get(name, "")).strip()) for name in NAMES}}
    if HANDED_OVER in posted:
        told[HANDED_OVER] = _days(posted[HANDED_OVER].strip()) or RetentionRules().handed_over_days
    return told


def _days(text: str) -> Any:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else text or None


def _both(draft: Draft, section: type[S]) -> tuple[S, S]:
    there = draft.section(section.section_name())
    before = section.model_validate(there.published)
    try:
        return section.model_validate(there.value), before
    except ValidationError:
        return before, before
