"""Taking over what was rehearsed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.fields import CheckField, RadioField, TextField
from ui.forms import Form

DRAFT, PUBLISHED = "entwurf", "sofort"


class PromoteForm(Form):
    """``stand``: what was shown. ``replacing``: somebody's draft of the same sections may go."""

    stand = forms.CharField(widget=forms.HiddenInput())
    where = RadioField(
        label=_("Wohin soll es?"),
        choices=[(PUBLISHED, _("In Kraft, sofort")), (DRAFT, _("Nur in den Entwurf"))],
        initial=DRAFT,
    )
    reason = TextField(
        label=_("Warum ändern Sie das?"), max_length=400, required=False,
        help_text=_("Ein Satz. Er steht für immer im Verlauf. Für den Entwurf ist er nicht nötig."),
    )  # fmt: skip
    replacing = CheckField(
        label=_("Es gibt schon einen Entwurf für dieselben Abschnitte. Er darf ersetzt werden."), required=False
    )

    field_order = ("where", "reason", "replacing", "stand")

    @property
    def publishes(self) -> bool:
        return bool(self.cleaned_data["where"] == PUBLISHED)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("where") == PUBLISHED and not (given.get("reason") or "").strip():
            self.add_error("reason", _("Schreiben Sie in einem Satz, warum Sie das ändern."))
        return given
