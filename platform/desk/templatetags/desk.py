"""Small helpers for the desk's templates."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import template

from accounts.staff.models import Staff

register = template.Library()


@register.filter
def may(staff: Staff, permission: str) -> bool:
    return staff.may(permission)


@register.filter
def called(names: dict[int, str], staff_id: int | None) -> str:
    """The name of a member of staff; empty for nobody."""
    return names.get(staff_id, "") if staff_id else ""


@register.filter
def word(words: dict[str, Any], code: str) -> Any:
    return words.get(code, code)


@register.inclusion_tag("desk/parts/seen.html")
def seen(stand: int, token: str = "") -> dict[str, Any]:
    """Hidden fields of a form: its own token, so that it acts once, and what the page showed of the case."""
    return {"stand": stand, "token": token or uuid4()}
