from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from appointments.config import AppointmentRules
from appointments.needs import MOST_PERSONS, Comes, Need, Purpose
from ui.fields import CheckField, RadioField, SelectField, TextField, WholeNumberField
from ui.forms import Form

PURPOSES = [(purpose.value, purpose.label) for purpose in Purpose]
COMES = [(comes.value, comes.label) for comes in Comes]
WISHED_BY = (
    ("desk", _("die einladende Person hat darum gebeten")),
    ("office", _("unsere Behörde kann den Termin nicht halten")),
)


class NeedForm(Form):
    """What the visit is for and who comes: from it follow its length and the counters."""

    purpose = RadioField(label=_("Wofür"), choices=PURPOSES, in_row=True)
    comes = SelectField(label=_("Wer kommt"), choices=COMES)
    persons = WholeNumberField(label=_("Personen am Schalter"), min_value=1, max_value=MOST_PERSONS)
    interpreter = CheckField(label=_("Mit Dolmetscher"), required=False)
    office = SelectField(label=_("Standort"), choices=[], required=False)

    def __init__(self, *args: Any, rules: AppointmentRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = [(office.key, office.name.of("de")) for office in rules.offices]
        if len(offices) > 1:
            self.fields["office"].choices = [("", _("egal")), *offices]  # type: ignore[attr-defined]  # a field of ours; Django's type is its base
        else:
            del self.fields["office"]

    @property
    def need(self) -> Need:
        given = self.cleaned_data
        comes = Comes(given["comes"])
        persons = max(given["persons"], 2) if comes is Comes.BOTH else given["persons"]
        return Need(
            Purpose(given["purpose"]), persons, bool(given["interpreter"]), given.get("office", ""), comes
        )  # fmt: skip


def as_typed(need: Need) -> dict[str, str]:
    """The need as the form's parameters."""
    found = {"purpose": need.purpose.value, "comes": need.comes.value, "persons": str(need.persons)}
    return {**found, **({"interpreter": "on"} if need.interpreter else {}), "office": need.office}


class SlotForm(Form):
    """The time that was chosen, and what goes with it. ``via`` is asked only when a visit is moved."""

    slot = TextField(label=_("Uhrzeit"), error_messages={"required": _("Bitte wählen Sie eine Zeit.")})
    via = RadioField(label=_("Verlegt wird, weil"), choices=WISHED_BY, required=False)
    wishes = TextField(
        label=_("Wünsche"), help_text=_("Zum Beispiel Rollstuhl oder Kinderwagen."), rows=2, max_length=500,
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, moving: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if moving:
            self.fields["via"].required = True
        else:
            del self.fields["via"]

    @property
    def chosen(self) -> tuple[str, datetime]:
        """Office and start; a time that never was answers as one that is not open."""
        office, _sep, text = self.cleaned_data["slot"].partition("|")
        try:
            return office, datetime.fromisoformat(text).astimezone(UTC)
        except ValueError:
            return "", datetime.max.replace(tzinfo=UTC)


class CancelForm(Form):
    via = RadioField(label=_("Abgesagt wird, weil"), choices=WISHED_BY)
