"""Whom to invite in many cities at once: a list that was copied from a table."""

from __future__ import annotations

import re
from collections.abc import Collection

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from onboarding.rollout.words import RINGS
from tenants.models import Ring
from ui import fields
from ui.forms import Form

_COLUMNS = re.compile(r"[;,\t]")
_CODE = re.compile(r"[0-9]{6}")


class ListForm(Form):
    """``people`` is cleaned to {number of the authority: address}."""

    people = fields.TextField(
        label=_("Wen laden Sie ein?"),
        help_text=_(
            "Eine Zeile je Behörde, zum Beispiel aus einer CSV-Datei: Nummer der Behörde;E-Mail-Adresse. Behörden ohne Zeile bekommen ihren Bereich, aber noch keine Einladung."
        ),
        required=False,
        rows=8,
        max_length=60_000,
    )
    ring = fields.RadioField(label=_("Ring"), choices=list(RINGS.items()), initial=Ring.ALL)

    def __init__(self, data: QueryDict | None = None, *, codes: Collection[str] = ()) -> None:
        super().__init__(data)
        self._codes = codes

    def clean_people(self) -> dict[str, str]:
        """Refused with the first line that is wrong."""
        found: dict[str, str] = {}
        lines = enumerate(self.cleaned_data["people"].splitlines(), start=1)
        for number, line in ((number, line.strip()) for number, line in lines):
            if not line or (number == 1 and "@" not in line):
                continue  # empty, or the heading of the table
            code, email = _pair(line, number)
            if code not in self._codes:
                raise forms.ValidationError(
                    _("Zeile %(line)d: Diese Behörde gehört nicht zu Ihrer Auswahl."), params={"line": number}
                )
            if code in found:
                raise forms.ValidationError(
                    _("Zeile %(line)d: Diese Behörde steht schon weiter oben."), params={"line": number}
                )
            found[code] = email
        return found


def _pair(line: str, number: int) -> tuple[str, str]:
    """The two columns, wherever they stand."""
    cells = [cell.strip().strip('"').strip() for cell in _COLUMNS.split(line)]
    code = next((cell for cell in cells if _CODE.fullmatch(cell)), "")
    email = next((cell for cell in cells if "@" in cell), "")
    try:
        validate_email(email)
    except ValidationError:
        email = ""
    if not code or not email:
        raise forms.ValidationError(
            _("Zeile %(line)d: Es fehlt die sechsstellige Nummer der Behörde oder die E-Mail-Adresse."),
            params={"line": number},
        )
    return code, email
