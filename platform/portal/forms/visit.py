"""What is asked about a visit: who comes, what helps, from when until when an earlier slot would suit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appointments.config import AppointmentRules
from appointments.needs import Comes, Need, Purpose
from portal.visit_words import WHO
from ui import fields
from ui.forms import Form

LONGEST_WISH = 300


class WhoForm(Form):
    """Who comes. What cannot differ in this city (one office, one possible person) is not asked."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, purpose: Purpose, rules: AppointmentRules, need: Need):
        super().__init__(
            data, initial={"comes": need.comes.value, "interpreter": need.interpreter, "office": need.office}
        )
        self.purpose, language = purpose, get_language() or "de"
        choices = WHO[purpose]
        self.fields["comes"] = fields.RadioField(
            label=_("Wer kommt?"),
            choices=[(comes.value, words) for comes, (words, _hint) in choices.items()],
            hints={comes.value: hint for comes, (_words, hint) in choices.items() if hint},
        )
        if purpose != Purpose.PICKUP:
            self.fields["interpreter"] = fields.YesNoField(
                label=_("Kommt jemand mit, der für Sie dolmetscht?"),
                help_text=_("Dann nehmen wir uns mehr Zeit. Sie bringen die Person selbst mit."),
            )
        if len(rules.offices) > 1:
            offices = [(office.key, office.name.of(language)) for office in rules.offices]
            self.fields["office"] = fields.RadioField(
                label=_("Wohin möchten Sie kommen?"),
                choices=[("", _("Egal, Hauptsache bald")), *offices],
                required=False,
            )

    def need(self) -> Need:
        given = self.cleaned_data
        comes = Comes(given["comes"])
        persons = 2 if comes is Comes.BOTH else 1
        return Need(self.purpose, persons, bool(given.get("interpreter")), given.get("office") or "", comes)


def as_query(need: Need) -> dict[str, str]:
    """The need as it stands in an address, in the words of ``WhoForm``."""
    return {
        "comes": need.comes.value,
        "interpreter": "ja" if need.interpreter else "nein",
        "office": need.office,
    }


class WishForm(Form):
    """What the office should know beforehand. Sealed with the case's key."""

    wishes = fields.TextField(
        label=_("Brauchen Sie etwas Besonderes?"),
        help_text=_(
            "Zum Beispiel einen Zugang ohne Stufen oder Gebärdensprache. Schreiben Sie bitte nichts über Ihren Antrag."
        ),
        rows=2,
        max_length=LONGEST_WISH,
        required=False,
    )


class WaitForm(Form):
    """Between which days an earlier slot would suit; both may stay open."""

    first_day = fields.DateField3(label=_("Frühestens am"), required=False)
    last_day = fields.DateField3(label=_("Spätestens am"), required=False)

    def __init__(self, *args: Any, today: date, latest: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_day", "last_day"):
            field: Any = self.fields[name]
            field.earliest, field.latest = today, latest

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Dieser Tag liegt vor dem ersten Tag. Prüfen Sie bitte beide."))
        return given


class MailedCodeForm(Form):
    code = fields.TextField(
        label=_("Ihr Code"),
        help_text=_("Sechs Ziffern. Sie stehen in der E-Mail, die wir Ihnen gerade geschickt haben."),
        max_length=40,
        width=10,
        autocomplete="one-time-code",
        inputmode="numeric",
        error_messages={"required": _("Geben Sie den Code aus der E-Mail ein.")},
    )
