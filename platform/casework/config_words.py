"""What the rules of working cases are called for the person who sets them up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.config import CaseworkRules
from configuration.asking import Asked, Kind
from configuration.words import Group, SectionWords, describe

WORDS = describe(
    SectionWords(
        section=CaseworkRules,
        title=_("Wie Sie die Fälle bearbeiten"),
        about=_("Wo entschieden wird, welche Fristen Sie setzen und wie die Urkunde zum Gastgeber kommt."),
        place=70,
        groups=(
            Group("arbeitsweise", _("Wo Sie arbeiten"), (
                Asked("way", _("Wo bearbeiten Sie die Fälle?"), kind=Kind.CHOICE, choices=(
                    ("own_desk", _("Hier am Arbeitsplatz dieses Dienstes")), ("authority_system", _("In Ihrem eigenen Fachverfahren")),
                ), hints=(("authority_system", _("Das Ergebnis melden Sie dann mit einem Klick zurück.")),)),
                Asked("four_eyes", _("Bestätigt eine zweite Person jede Entscheidung?"), kind=Kind.YES_NO),
                Asked("allow_without_proof", _("Darf eine Erklärung auch ohne Nachweis der Bonität ausgestellt werden?"), _("Sie ist dann für das Visum ohne Wirkung. Das steht deutlich darauf."), kind=Kind.YES_NO),
            )),
            Group("fristen", _("Fristen"), (
                Asked("answer_days", _("Frist, wenn Sie etwas nachfordern"), _("3 bis 90 Tage"), kind=Kind.NUMBER, unit=_("Tage")),
                Asked("hearing_days", _("Frist für eine Anhörung"), _("7 bis 90 Tage"), kind=Kind.NUMBER, unit=_("Tage")),
                Asked("closing_days", _("Ein Fall ohne Ergebnis wird geschlossen nach"), _("30 bis 400 Tage nach dem Eingang. Das gilt nur, wenn Sie in Ihrem Fachverfahren arbeiten."), kind=Kind.NUMBER, unit=_("Tage")),
            )),
            Group("urkunde", _("Urkunde und Rechtsbehelf"), (
                Asked("delivery", _("Wie kommt die Urkunde zum Gastgeber?"), _("Nach einer Abgabe mit dem Online-Ausweis"), kind=Kind.CHOICE, choices=(
                    ("pickup", _("Er holt sie ab")), ("post", _("Sie kommt mit der Post")), ("pickup_or_post", _("Er wählt: abholen oder Post")),
                )),
                Asked("remedy", _("Rechtsbehelfsbelehrung"), _("Sie steht unter jeder Ablehnung."), kind=Kind.LINES, rows=6, empty=_("die allgemeine Belehrung über den Widerspruch")),
            )),
        ),
    )
)  # fmt: skip
