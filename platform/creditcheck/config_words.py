"""What the rules of the credit check are called for the person who sets them up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from configuration.asking import Asked, Kind, Together
from configuration.words import Group, SectionWords, describe
from creditcheck.config import CreditRules, ProbationRule

WORDS = describe(
    SectionWords(
        section=CreditRules,
        title=_("Prüfung der Bonität"),
        about=_("Wie gerechnet wird, ob das Einkommen für den Gast reicht. Die Rechnung informiert nur: Es entscheidet immer ein Mensch."),
        place=90,
        groups=(
            Group("einkommen", _("Einkommen"), (
                Asked("months_averaged", _("Über wie viele Monate mitteln Sie das Einkommen?"), _("1 bis 6 Monate"), kind=Kind.NUMBER, unit=_("Monate")),
                Asked("evidence_max_age_days", _("So alt dürfen Nachweise höchstens sein"), _("Der Bund empfiehlt sechs Monate, also 183 Tage."), kind=Kind.NUMBER, unit=_("Tage")),
                Asked("probation", _("Was gilt in der Probezeit?"), kind=Kind.CHOICE, choices=(
                    (ProbationRule.WARN.value, _("Sie wird angezeigt")), (ProbationRule.REFUSE.value, _("Sie spricht gegen die Erklärung")),
                )),
                Asked("allow_credible", _("Gibt es bei Ihnen das Ergebnis „glaubhaft gemacht“?"), _("Für Ausnahmen, in denen das Einkommen knapp nicht reicht"), kind=Kind.YES_NO),
            )),
        ),
        apart={"need_rule": _("Bedarf für einen Gast"), "standard_need_by_year": _("Regelbedarf künftiger Jahre"), "matrix": _("Eigene Tabelle")},
        empty={"standard_need_by_year": _("wie der Bund"), "matrix": _("keine")},
        names={"kind": _("Regel"), "amount": _("Betrag im Monat"), "minor_share": _("Anteil für Kinder")},
        values={
            "federal_short": _("wie der Bund: der halbe Regelbedarf, für Kinder ein Viertel"),
            "full_standard_need": _("der ganze Regelbedarf"),
            "fixed_per_person": _("ein fester Betrag je Person"),
        },
        rules=(
            Together("incomplete: ", "matrix", _("Die Tabelle ist noch nicht vollständig. Füllen Sie jedes Feld, oder lassen Sie alle leer.")),
            Together("falling: ", "matrix", _("Mehr Gäste oder mehr Angehörige brauchen nie weniger Einkommen. Prüfen Sie die Beträge.")),
        ),
        federal=("garnishment", "standard_need"),
    )
)  # fmt: skip
