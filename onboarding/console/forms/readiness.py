"""What a person states, takes back, or notes as waited for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from configuration.stating import Statement
from onboarding.readiness.stating import LEAST_DAYS, MOST_DAYS, Who
from ui.fields import DateField3, RadioField, TextField, WholeNumberField
from ui.forms import Form

# code of a refusal -> the field at which it is said, and the words
PLACES: dict[str, tuple[str, Any]] = {
    "unknown_wording": ("wording", _("Wählen Sie aus, was gilt.")),
    "person_missing": ("person", _("Schreiben Sie den Namen der Person, die das sagt.")),
    "office_missing": ("office", _("Schreiben Sie, in welcher Stelle oder Aufgabe die Person das sagt.")),
    "nobody_named": ("office", _("Schreiben Sie, auf welche Person oder Stelle Sie warten.")),
    "since_missing": ("since", _("Schreiben Sie, seit welchem Tag Sie warten.")),
    "since_future": ("since", _("Dieser Tag ist noch nicht gekommen.")),
    "bad_reminder": ("remind_days", _("Möglich sind 1 bis 90 Tage.")),
}


class SeenForm(Form):
    """``seen``: which entry stood on the page, so that nobody's word is overwritten unread."""

    seen = forms.IntegerField(widget=forms.HiddenInput(), initial=0, min_value=0, max_value=2**31 - 2)
    note = TextField(
        label=_("Anmerkung"), rows=3, max_length=1000, required=False,
        help_text=_("Zum Beispiel ein Aktenzeichen. Schreiben Sie nichts über Antragstellende."),
    )  # fmt: skip

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data.dict() if data else None, **kwargs)

    def refuse(self, code: str) -> bool:
        """Puts the refusal beside its field; whether there is one for it."""
        if code not in PLACES:
            return False
        self.add_error(*PLACES[code])
        return True


class StateForm(SeenForm):
    wording = RadioField(label=_("Was gilt?"), choices=())
    person = TextField(label=_("Wer sagt das?"), max_length=120, help_text=_("Vorname und Name"))
    office = TextField(label=_("Stelle oder Aufgabe"), max_length=120)

    field_order = ("wording", "person", "office", "note", "seen")

    def __init__(self, statement: Statement, data: Any = None, *, own: str = "", **kwargs: Any) -> None:
        """``own``: the name of whoever speaks for their own role; then nobody else can be named."""
        super().__init__(data, **kwargs)
        self.own = own
        if own:
            del self.fields["person"]
        self.fields["wording"].choices = list(statement.wordings)  # type: ignore[attr-defined]  # a choice
        self.fields["office"].help_text = statement.asks

    @property
    def who(self) -> Who:
        return Who(self.own or self.cleaned_data["person"], self.cleaned_data["office"])


class WaitForm(SeenForm):
    office = TextField(label=_("Auf welche Stelle warten Sie?"), max_length=120, required=False)
    person = TextField(label=_("Person dort"), max_length=120, required=False, help_text=_("Wenn Sie sie kennen"))
    since = DateField3(label=_("Seit wann warten Sie?"))
    remind_days = WholeNumberField(
        label=_("Nach wie vielen Tagen sollen wir Sie erinnern?"), min_value=LEAST_DAYS, max_value=MOST_DAYS, initial=14,
        width=4,
    )  # fmt: skip

    field_order = ("office", "person", "since", "remind_days", "note", "seen")

    def __init__(self, statement: Statement, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["office"].help_text = statement.asks

    @property
    def who(self) -> Who:
        return Who(self.cleaned_data["person"], self.cleaned_data["office"])
