from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ui.fields import RadioField, TextField
from ui.forms import Form


class ApproveForm(Form):
    remark = TextField(
        label=_("Vermerk"),
        help_text=_("Nötig, wenn Sie ohne Nachweis der Bonität anerkennen. Sonst freiwillig."),
        required=False,
        rows=3,
        max_length=2000,
    )


class RefuseForm(Form):
    reason = TextField(
        label=_("Gründe"), help_text=_("So stehen sie im Schreiben. Ein Absatz je Zeile."), rows=8, max_length=6000
    )


class ForwardForm(Form):
    authority = TextField(
        label=_("Zuständige Behörde"),
        help_text=_("Mit Ort, so wie die einladende Person sie findet."),
        max_length=200,
    )


class ReportForm(Form):
    outcome = RadioField(
        label=_("Ergebnis"),
        choices=(
            ("approved", _("anerkannt")),
            ("refused", _("abgelehnt")),
            ("posted", _("anerkannt, und die Urkunde ist verschickt")),
            ("handed_over", _("anerkannt, und die Urkunde ist übergeben")),
        ),
    )
    reason = TextField(
        label=_("Begründung"), help_text=_("Nötig, wenn abgelehnt wurde."), required=False, rows=4, max_length=4000
    )
    serial = TextField(label=_("Seriennummer der Urkunde"), required=False, max_length=40)
    proof = TextField(
        label=_("Sendungsnummer"), help_text=_("Wenn die Urkunde verschickt ist."), required=False, max_length=80
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") == "refused" and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Schreiben Sie bitte, warum abgelehnt wurde."))
        return cleaned
