"""Words for codes and ages on the operator's pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils.translation import gettext, ngettext

from onboarding.golive.agreements import find
from onboarding.golive.telling import titles
from onboarding.rollout.models import OperatorAction
from onboarding.rollout.words import ACTIONS, AIMS, CODES, DETAILS, REFUSALS, STAGES, STARTS

register = template.Library()
HIDDEN = ("batch",)


@register.filter
def action_name(code: str) -> Any:
    return ACTIONS.get(code, code)


@register.filter
def may(operator: Any, permission: str) -> bool:
    return bool(operator.may(permission))


@register.filter
def refusal_text(code: str) -> Any:
    return REFUSALS.get(code, code)


@register.filter
def stage_name(stage: str) -> Any:
    return STAGES.get(stage, stage)


@register.filter
def start_state(code: str) -> Any:
    return STARTS.get(code, code)


@register.filter
def start_aim(code: str | None) -> Any:
    """What a city asks for; requests of earlier releases are for everybody."""
    return AIMS.get(code or "live", code)


@register.filter
def item_title(key: str) -> Any:
    """What stands in a city's way in its own words; a code without words as it is."""
    return titles([key])[0]


@register.filter
def agreement_title(one: dict[str, Any]) -> str:
    """Of an agreement as the city reported it; one that this release does not know by its name."""
    found = find(one["name"], one["version"])
    return found.title if found else str(one["name"])


@register.filter
def told(row: OperatorAction, without: str = "") -> str:
    """Details of the trail as „bisher: Probelauf · jetzt: Pilot“, in the order of DETAILS."""
    details, codes = row.details, CODES.get(row.action, {})
    order = list(DETAILS)
    names = sorted(details, key=lambda name: order.index(name) if name in DETAILS else len(order))
    shown = [name for name in names if name not in HIDDEN and name != without]
    return " · ".join(f"{DETAILS.get(name, name)}: {_said(details[name], codes)}" for name in shown)


def _said(value: Any, codes: dict[str, Any]) -> str:
    if isinstance(value, list | dict):
        return ", ".join(str(part) for part in value)
    return str(codes.get(value, value)) if value not in ("", None) else "–"


@register.filter
def age(since: datetime | None, at: datetime) -> str:
    """„seit 3 Tagen“; nothing where nobody noted since when."""
    return gettext("seit %(span)s") % {"span": _dative(at - since)} if since else ""


@register.filter
def ago(since: datetime | None, at: datetime) -> str:
    """„vor 3 Tagen“."""
    return gettext("vor %(span)s") % {"span": _dative(at - since)} if since else ""


@register.filter
def span(length: timedelta | None) -> str:
    """„3 Tage“."""
    if length is None:
        return ""
    days, hours = length.days, length.seconds // 3600
    if days:
        return ngettext("%(number)d Tag", "%(number)d Tage", days) % {"number": days}
    return ngettext("%(number)d Stunde", "%(number)d Stunden", hours) % {"number": hours}


def _dative(length: timedelta) -> str:
    seconds = max(0, int(length.total_seconds()))
    if seconds < 3600:
        number = max(1, seconds // 60)
        return ngettext("%(number)d Minute", "%(number)d Minuten", number) % {"number": number}
    if seconds < 2 * 86400:
        number = seconds // 3600
        return ngettext("einer Stunde", "%(number)d Stunden", number) % {"number": number}
    return ngettext("einem Tag", "%(number)d Tagen", seconds // 86400) % {"number": seconds // 86400}
