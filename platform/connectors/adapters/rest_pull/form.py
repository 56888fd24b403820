from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from connectors.asking import Words

WORDS = Words(
    _(
        "Ihr Fachverfahren holt die Nachrichten bei uns ab. Einzustellen ist nur ein Schlüssel, auf der Seite „Schnittstelle“."
    )
)
