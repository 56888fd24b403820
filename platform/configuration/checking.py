"""What is wrong with a document as people typed it, section by section, in their words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from configuration.document import Fault
from configuration.reasons import reason_of
from configuration.registry import sections
from configuration.words import words_of


def section_faults(name: str, value: Any) -> list[Fault]:
    """Paths are places within the section; an empty one means the section as a whole."""
    if name not in sections:
        return [Fault("", _("Diesen Abschnitt gibt es nicht."))]
    try:
        sections.get(name).model_validate(value)
    except ValidationError as error:
        words = words_of(name)
        return [Fault(*reason_of(words, item)) for item in error.errors()]
    return []


def document_faults(raw: dict[str, Any]) -> list[Fault]:
    """Paths begin with the section's name."""
    return [
        Fault(f"{name}.{fault.path}".rstrip("."), fault.reason)
        for name, value in raw.items()
        for fault in section_faults(name, value)
    ]
