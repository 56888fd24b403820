from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from onboarding.console.pictures import MOST_UPLOADED
from ui.fields import TextField, UploadField
from ui.forms import Form


class LogoForm(Form):
    logo = UploadField(
        label=_("Logo"), required=False, max_bytes=MOST_UPLOADED, accept=".png,.jpg,.jpeg,.webp",
        help_text=_("PNG, JPEG oder WebP, am besten 400 Punkte hoch und mit durchsichtigem Hintergrund. Wir machen daraus ein kleines PNG."),
    )  # fmt: skip
    logo_alt = TextField(
        label=_("Was auf dem Logo steht"), required=False, max_length=120,
        help_text=_("Nur, wenn es mehr sagt als der Name Ihrer Behörde, der daneben steht. Menschen, die nicht sehen, hören es."),
    )  # fmt: skip
    icon = UploadField(
        label=_("Eigenes Zeichen im Reiter des Browsers"), required=False, max_bytes=MOST_UPLOADED,
        accept=".png,.jpg,.jpeg,.webp,.ico",
        help_text=_("Freiwillig, am besten quadratisch. Ohne eigenes Zeichen nehmen wir das Logo, wenn es dafür nicht zu breit ist, sonst das Kürzel."),
    )  # fmt: skip
