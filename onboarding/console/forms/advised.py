"""What is said beside a field: what is wrong, and what only looks like a mistake."""

from __future__ import annotations

from typing import Any

from django import forms


def say(form: forms.Form, name: str, text: Any) -> None:
    """An error, once."""
    if name in form.fields and str(text) not in form.errors.get(name, []):
        form.add_error(name, text)


def advise(form: forms.Form, name: str, text: Any) -> None:
    if name in form.fields:
        field: Any = form.fields[name]
        field.advice = [*getattr(field, "advice", []), text]
