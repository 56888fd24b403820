"""A box of its own for each text, and none ticked beforehand."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.instruction import InstructionText
from ui import fields
from ui.forms import Form

LABELS = {
    "acknowledge": _("%(title)s: Das habe ich gelesen und verstanden."),
    "consent": _("%(title)s: Ja, das erkläre ich."),
    "warning": _("%(title)s: Ich habe die Warnung gelesen und will weitermachen."),
}
MISSING = _("Hier fehlt noch Ihr Häkchen. %(label)s")


class InstructionForm(Form):
    """Fields are named by the ids of the texts."""

    def __init__(self, texts: list[InstructionText], *args: Any, **kwargs: Any) -> None:
        self.texts = texts
        super().__init__(*args, **kwargs)
        for text in self.to_accept:
            label = LABELS.get(text.nature, LABELS["acknowledge"]) % {"title": text.title}
            self.fields[text.id] = fields.CheckField(
                label=label, required=not text.optional, error_messages={"required": MISSING % {"label": label}}
            )

    @property
    def to_accept(self) -> list[InstructionText]:
        return [text for text in self.texts if text.nature != "instruction"]

    @property
    def pairs(self) -> list[tuple[InstructionText, Any]]:
        """Each text in its order with its box; those that only inform have none."""
        return [(text, self[text.id] if text.id in self.fields else None) for text in self.texts]

    def optional_accepted(self) -> tuple[str, ...]:
        return tuple(text.id for text in self.to_accept if text.optional and self.cleaned_data.get(text.id))
