"""What is wrong with a document as people typed it, section by section, in their words."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from configuration.document import Fault
from configuration.nesting import value_at
from configuration.reasons import reason_of
from configuration.registry import Section, sections
from configuration.words import words_of
from tenants.binding import in_rehearsal


def section_faults(name: str, value: Any) -> list[Fault]:
    """Paths are places within the section; an empty one means the section as a whole."""
    if name not in sections:
        return [Fault("", _("Diesen Abschnitt gibt es nicht."))]
    try:
        sections.get(name).model_validate(value)
    except ValidationError as error:
        words = words_of(name)
        return [Fault(*reason_of(words, item)) for item in error.errors()]
    return _tried_out(sections.get(name), value)


def _tried_out(section: type[Section], value: Any) -> list[Fault]:
    """What only tries things out is refused where cases are real: neither in a rehearsal nor in a local run."""
    if settings.SANDBOXES or in_rehearsal() or not isinstance(value, dict):
        return []
    return [
        Fault(path, _("Das ist nur zum Ausprobieren. Wählen Sie etwas, das bei Ihnen wirklich in Betrieb ist."))
        for path, names in section.only_for_trying().items()
        if value_at(value, path)[1] in names
    ]


def document_faults(raw: dict[str, Any]) -> list[Fault]:
    """Paths begin with the section's name."""
    return [
        Fault(f"{name}.{fault.path}".rstrip("."), fault.reason)
        for name, value in raw.items()
        for fault in section_faults(name, value)
    ]
