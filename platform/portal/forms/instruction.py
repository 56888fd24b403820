"""A box of its own for each text, and none ticked beforehand."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.instruction import InstructionText
from ui import fields
from ui.forms import Form

LABELS = {
    "acknowledge": _("Das habe ich gelesen und verstanden."),
    "consent": _("Ja, das erkläre ich."),
    "warning": _("Ich habe die Warnung gelesen und will trotzdem weitermachen."),
}
MISSING = _(
    "Setzen Sie das Häkchen bei „%(title)s“, wenn Sie einverstanden sind. Sonst können wir hier nicht weitermachen."
)


class InstructionForm(Form):
    """Fields are named by the ids of the texts."""

    def __init__(self, texts: list[InstructionText], *args: Any, **kwargs: Any) -> None:
        self.texts = texts
        super().__init__(*args, **kwargs)
        for text in self.to_accept:
            self.fields[text.id] = fields.CheckField(
                label=LABELS.get(text.nature, LABELS["acknowledge"]),
                required=not text.optional,
                error_messages={"required": MISSING % {"title": text.title}},
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
