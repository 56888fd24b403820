from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.attempts import Attempt
from desk.money_words import REASONS
from kernel.money import from_cents, to_cents
from ui.fields import MoneyField, RadioField, TextField
from ui.formats import euros
from ui.forms import Form


class ProposeForm(Form):
    """Money back for one payment, whole or in part."""

    payment = forms.UUIDField(widget=forms.HiddenInput)
    amount = MoneyField(label=_("Betrag, der zurückgeht"), min_value=from_cents(1), max_value=from_cents(100_000))
    reason = RadioField(label=_("Grund"), choices=tuple(REASONS.items()))
    remark = TextField(
        label=_("Vermerk"),
        help_text=_("Für die Akte. Die Kasse sieht ihn nicht."),
        required=False,
        rows=3,
        max_length=2000,
    )

    def __init__(self, *args: Any, attempts: list[Attempt], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left = {attempt.payment.id: attempt.refundable for attempt in attempts}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        amount, left = cleaned.get("amount"), self.left.get(cleaned.get("payment"), 0)  # type: ignore[arg-type]  # a missing choice finds nothing
        if amount is not None and to_cents(amount) > left:
            self.add_error("amount", _("Höchstens %s können noch zurückgehen.") % euros(left))
        return cleaned
