"""What the rules of identification are called for the person who sets them up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from configuration.asking import Asked, Kind, Together
from configuration.words import Group, SectionWords, describe
from identity.base import Level, Method
from identity.config import IdentityConfig

_LEVELS = (
    (Level.HIGH.value, _("hoch (Online-Ausweis)")),
    (Level.SUBSTANTIAL.value, _("substanziell (zum Beispiel ELSTER-Zertifikat)")),
    (Level.NORMAL.value, _("normal (Benutzername und Passwort)")),
)
_CARDS = (
    (Method.IDENTITY_CARD.value, _("Personalausweis")),
    (Method.RESIDENCE_PERMIT.value, _("elektronischer Aufenthaltstitel")),
    (Method.EID_CARD.value, _("eID-Karte für EU-Bürger")),
    (Method.EID.value, _("eine dieser Karten, wenn BundID nicht sagt, welche")),
)

WORDS = describe(
    SectionWords(
        section=IdentityConfig,
        title=_("Online-Ausweis und BundID"),
        about=_("Womit sich Antragsteller ausweisen. Wer verbindlich online abgibt, braucht immer das Vertrauensniveau „hoch“: Das bestimmt das Gesetz."),
        place=60,
        groups=(
            Group("wege", _("Womit man sich ausweist"), (
                Asked("provider", _("Nutzerkonto"), kind=Kind.CHOICE, choices=(("bundid", _("BundID")),)),
                Asked("accepted_levels", _("Welche Vertrauensniveaus nehmen Sie beim Ausfüllen an?"), _("Mindestens das niedrigste, das Sie ankreuzen, wird verlangt."), kind=Kind.SEVERAL, choices=_LEVELS, wrong=_("Kreuzen Sie mindestens ein Vertrauensniveau an.")),
                Asked("signing_methods", _("Mit welchen Karten darf man verbindlich abgeben?"), kind=Kind.SEVERAL, choices=_CARDS, wrong=_("Kreuzen Sie mindestens eine Karte an.")),
            )),
            Group("dauer", _("Wie lange es gilt"), (
                Asked("max_age_minutes", _("So lange nach dem Ausweisen darf man abgeben"), _("Danach weist man sich noch einmal aus. Möglich sind 5 bis 120 Minuten."), kind=Kind.NUMBER, unit=_("Minuten")),
            )),
        ),
        rules=(Together("unknown provider", "provider", _("Dieses Nutzerkonto gibt es hier nicht.")),),
    )
)  # fmt: skip
