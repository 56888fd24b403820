from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.hearing import WAY_LABELS
from desk.blocks import kind_choices
from ui.fields import ChecksField, TextField, WholeNumberField
from ui.forms import Form


class RequestForm(Form):
    text = TextField(label=_("Ihre Frage"), rows=5, max_length=4000)
    document_kind = forms.ChoiceField(label=_("Dazu gehört dieses Dokument"), required=False)
    days = WholeNumberField(label=_("Frist in Tagen"), min_value=3, max_value=90)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document_kind"].choices = kind_choices()  # type: ignore[attr-defined]  # a field of ours; Django's type is its base


class SecurityForm(Form):
    text = TextField(label=_("Ihre Frage"), rows=6, max_length=4000)


class HearingForm(Form):
    reason = TextField(
        label=_("Gründe für die Ablehnung"),
        help_text=_("Ein Satz je Zeile. Der Entwurf kommt aus der Berechnung."),
        rows=6,
        max_length=4000,
    )
    ways = ChecksField(label=_("Diese Möglichkeiten nennen wir"), choices=list(WAY_LABELS.items()), required=False)
