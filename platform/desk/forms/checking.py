from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.corrections import CorrectedFacts
from ui.fields import DateField3, MoneyField, RadioField, TextField, WholeNumberField
from ui.forms import Form

RESULT_CHOICES = (
    ("PROVEN", _("nachgewiesen")),
    ("CREDIBLE", _("glaubhaft gemacht")),
    ("NOT_PROVEN", _("nicht nachgewiesen")),
)
MONTHS = (_("Netto im neuesten Monat"), _("Netto im Monat davor"), _("Netto im dritten Monat"), _("Netto im vierten Monat"), _("Netto im fünften Monat"), _("Netto im sechsten Monat"))  # fmt: skip


class CheckForm(Form):
    """The clerk's finding. Nothing is chosen beforehand: the worksheet proposes, a person decides."""

    result = RadioField(label=_("Die Bonität ist"), choices=RESULT_CHOICES)
    reason = TextField(
        label=_("Begründung"),
        help_text=_("Nötig, wenn Sie vom Vorschlag abweichen."),
        required=False,
        rows=3,
        max_length=2000,
    )


class CorrectForm(Form):
    """What the papers say. Empty fields stay as they were stated."""

    dependants = WholeNumberField(label=_("Personen, für die Unterhalt geleistet wird"), required=False, max_value=30)
    evidence_oldest = DateField3(label=_("Datum des ältesten Nachweises über das Einkommen"), required=False)
    tax_assessment_on = DateField3(label=_("Datum des Steuerbescheids"), required=False)
    reason = TextField(
        label=_("Woher wissen Sie das?"),
        help_text=_("Zum Beispiel: laut Lohnabrechnung Oktober 2026."),
        rows=2,
        max_length=1000,
    )

    def __init__(self, *args: Any, months: int = 3, latest: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.months = months
        for number in range(1, months + 1):
            self.fields[f"month_{number}"] = MoneyField(label=MONTHS[number - 1], required=False)
        for name in ("evidence_oldest", "tax_assessment_on"):
            self.fields[name].latest = latest  # type: ignore[attr-defined]  # a field of ours; Django's type is its base
        self.order_fields(["dependants", *(f"month_{number}" for number in range(1, months + 1))])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        filled = [cleaned.get(f"month_{number}") is not None for number in range(1, self.months + 1)]
        if any(filled) and not all(filled):
            empty = filled.index(False) + 1
            if f"month_{empty}" not in self.errors:
                self.add_error(f"month_{empty}", _("Tragen Sie bitte alle Monate ein, oder lassen Sie alle leer."))
        if not self.errors:
            cleaned["facts"] = self._facts(cleaned)
        return cleaned

    def _facts(self, cleaned: dict[str, Any]) -> CorrectedFacts:
        months = tuple(cleaned[f"month_{number}"] for number in range(1, self.months + 1))
        return CorrectedFacts(
            dependants=cleaned["dependants"],
            monthly_net=None if None in months else months,
            evidence_oldest=cleaned["evidence_oldest"],
            tax_assessment_on=cleaned["tax_assessment_on"],
            reason=cleaned["reason"],
        )
