"""Asking to go live, and accepting an agreement."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.clock import GERMANY
from onboarding.golive.states import IN_OPERATION, PILOT
from ui.fields import CheckField, DateField3, RadioField, SelectField, TextField
from ui.forms import Form

EVERYBODY, SOME = IN_OPERATION, PILOT
SOON, LATER = "sofort", "tag"
HOURS = [(str(hour), f"{hour} Uhr") for hour in range(6, 19)]


class LiveForm(Form):
    """``in_pilot``: the city is there already, so nobody is asked for what."""

    aim = RadioField(
        label=_("Für wen öffnen Sie?"),
        choices=[(EVERYBODY, _("Für alle: Ihre Behörde geht in Betrieb")), (SOME, _("Erst als Pilot"))],
        hints={
            SOME: _(
                "Ihre Seiten sind offen, aber Sie kündigen sie noch nicht an. Auch das sind echte Anträge echter Menschen."
            )
        },
        initial=EVERYBODY,
    )
    when = RadioField(
        label=_("Wann möchten Sie in Betrieb gehen?"),
        choices=[(LATER, _("An einem bestimmten Tag")), (SOON, _("Sobald es freigegeben ist"))],
        initial=LATER,
    )
    day = DateField3(label=_("Tag"), required=False, help_text=_("Frühestens morgen"))
    hour = SelectField(label=_("Uhrzeit"), choices=HOURS, initial="8", required=False)

    def __init__(self, *args: Any, in_pilot: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if in_pilot:
            del self.fields["aim"]

    day.quiet = True  # type: ignore[attr-defined]  # it is needed for one of the two answers

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("when") == LATER and not given.get("day") and "day" not in self.errors:
            self.add_error("day", _("Sagen Sie, an welchem Tag Sie in Betrieb gehen möchten."))
        return given

    @property
    def aim_wanted(self) -> str:
        return str(self.cleaned_data.get("aim") or EVERYBODY)

    @property
    def wished_for(self) -> datetime | None:
        """German time."""
        if self.cleaned_data["when"] == SOON:
            return None
        hour = time(int(self.cleaned_data.get("hour") or 8))
        return datetime.combine(self.cleaned_data["day"], hour, tzinfo=GERMANY)


class AcceptForm(Form):
    """``version`` and ``sha256``: of the text that stands on the page."""

    version = forms.CharField(widget=forms.HiddenInput(), max_length=20)
    sha256 = forms.CharField(widget=forms.HiddenInput(), max_length=64)
    person = TextField(label=_("Wer stimmt zu?"), max_length=120, help_text=_("Vorname und Name"))
    office = TextField(
        label=_("Stelle oder Aufgabe"), max_length=120, help_text=_("Zum Beispiel Amtsleitung oder Rechtsamt")
    )
    agreed = CheckField(
        label=_("Diese Person darf für die Behörde zustimmen, hat den Text gelesen und stimmt ihm zu."),
        error_messages={"required": _("Bestätigen Sie die Zustimmung, oder lassen Sie die Seite so stehen.")},
    )
