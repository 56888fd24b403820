"""Words for codes on the operator's pages."""

from __future__ import annotations

from typing import Any

from django import template

from onboarding.rollout.words import ACTIONS

register = template.Library()


@register.filter
def action_name(code: str) -> Any:
    return ACTIONS.get(code, code)


@register.filter
def pairs(details: dict[str, Any]) -> str:
    """Details of the trail as „stage: live · count: 3“."""
    return " · ".join(f"{name}: {_short(value)}" for name, value in details.items())


def _short(value: Any) -> str:
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)


@register.filter
def may(operator: Any, permission: str) -> bool:
    return bool(operator and operator.may(permission))
