from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ui.fields import CheckField, UploadField
from ui.forms import Form


class ImportForm(Form):
    file = UploadField(label=_("Datei mit Einstellungen"), accept=".yaml,.yml", max_bytes=1024 * 1024)
    replacing = CheckField(label=_("Einen Entwurf, der schon da ist, darf die Datei ersetzen."), required=False)
