"""What the error summary of a page lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet


@dataclass(frozen=True, slots=True)
class Entry:
    text: str
    target: str  # id of the control to mend; empty for what concerns the whole form


def entries(sources: Iterable[forms.BaseForm | BaseFormSet[Any] | None]) -> list[Entry]:
    return [entry for source in sources if source is not None for entry in _of(source)]


def _of(source: forms.BaseForm | BaseFormSet[Any]) -> Iterator[Entry]:
    if isinstance(source, BaseFormSet):
        yield from (Entry(str(text), "") for text in source.non_form_errors())
        for form in source.forms:
            yield from _of(form)
        return
    yield from (Entry(str(text), "") for text in source.non_field_errors())
    for bound in source:
        for text in bound.errors:
            yield Entry(_named(bound, str(text)), "" if bound.is_hidden else getattr(bound, "target", bound.auto_id))


def _named(bound: forms.BoundField, text: str) -> str:
    """The message away from its field must say which one it means."""
    label = str(bound.label)
    if bound.is_hidden or label in text:
        return text
    return f"{label} {text}" if label.endswith(("?", ".", "!", ":")) else f"{label}: {text}"
