from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ui.fields import DateField3, TextField
from ui.forms import Form


class CloseForm(Form):
    remark = TextField(
        label=_("Warum ist das in Ordnung?"),
        help_text=_("Ein Satz genügt. Bitte keine Namen und nichts anderes über Personen."),
        max_length=200,
    )


class ExportForm(Form):
    until = DateField3(label=_("Alles bis einschließlich"), help_text=_("Letzter Tag der Liste, spätestens gestern"))
