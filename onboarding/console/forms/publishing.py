"""Publishing the draft, and taking back what is planned."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.fields import DateField3, RadioField, TextField
from ui.forms import Form

NOW, LATER = "jetzt", "tag"


class ReasonForm(Form):
    reason = TextField(
        label=_("Warum ändern Sie das?"), max_length=400, help_text=_("Ein Satz. Er steht für immer im Verlauf.")
    )


class PublishForm(ReasonForm):
    """``stand``: the draft as it was shown."""

    stand = forms.CharField(widget=forms.HiddenInput())
    when = RadioField(
        label=_("Ab wann soll es gelten?"),
        choices=[(NOW, _("Sofort")), (LATER, _("Ab einem bestimmten Tag, um 0 Uhr"))],
        initial=NOW,
    )
    day = DateField3(label=_("Tag"), required=False, help_text=_("Nur, wenn es später gelten soll"))

    day.quiet = True  # type: ignore[attr-defined]  # it is needed for one of the two answers

    field_order = ("when", "day", "reason", "stand")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("when") == LATER and not given.get("day") and "day" not in self.errors:
            self.add_error("day", _("Sagen Sie, ab welchem Tag es gelten soll."))
        return given

    @property
    def begins(self) -> date | None:
        found: date | None = self.cleaned_data["day"] if self.cleaned_data["when"] == LATER else None
        return found
