"""Words for codes and ages on the operator's pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils.translation import gettext, ngettext

from onboarding.rollout.words import ACTIONS, DETAILS, LAENDER, ORDERS, REFUSALS, STAGES, stage_or_ring

register = template.Library()
HIDDEN = ("batch",)


@register.filter
def action_name(code: str) -> Any:
    return ACTIONS.get(code, code)


@register.filter
def refusal_text(code: str) -> Any:
    return REFUSALS.get(code, code)


@register.filter
def stage_name(stage: str) -> Any:
    return STAGES.get(stage, stage)


@register.filter
def order_name(kind: str) -> Any:
    return ORDERS.get(kind, kind)


@register.filter
def land_name(land: str) -> Any:
    return LAENDER.get(land, land)


@register.filter
def pairs(details: dict[str, Any]) -> str:
    """Details of the trail as „von: Probelauf · nach: Pilot“."""
    shown = [(DETAILS.get(name, name), value) for name, value in details.items() if name not in HIDDEN]
    return " · ".join(f"{name}: {_said(value)}" for name, value in shown)


def _said(value: Any) -> str:
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(stage_or_ring(value))


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
