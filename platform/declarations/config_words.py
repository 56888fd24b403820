"""What the rules of declarations are called for the person who sets them up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from configuration.asking import Asked, Kind
from configuration.words import Group, SectionWords, describe
from declarations.casefile.choices import Mode, Purpose
from declarations.config import DeclarationRules

WORDS = describe(
    SectionWords(
        section=DeclarationRules,
        needed=("postal_codes",),
        title=_("Antrag: Wege, Anlässe und Angaben"),
        about=_("Was man bei Ihnen beantragen kann, auf welchem Weg, und wonach gefragt wird."),
        place=50,
        groups=(
            Group("wege", _("Wege"), (
                Asked("modes", _("Wie kann man die Erklärung abgeben?"), _("Kreuzen Sie beide Wege an, wenn Sie beide anbieten."), kind=Kind.SEVERAL, empty=_("noch kein Weg"), choices=tuple((mode.value, mode.label) for mode in Mode)),
                Asked("main_residence_required", _("Muss der Gastgeber mit Hauptwohnung bei Ihnen gemeldet sein?"), kind=Kind.YES_NO),
            )),
            Group("anlaesse", _("Anlässe"), (
                Asked("purposes", _("Für welche Aufenthalte sind Sie zuständig?"), _("Wer etwas anderes vorhat, erfährt es, bevor er bezahlt."), kind=Kind.SEVERAL, empty=_("noch kein Anlass"), choices=tuple((purpose.value, purpose.label) for purpose in Purpose)),
                Asked("max_children", _("Kinder auf einer Erklärung"), _("So viele minderjährige Kinder dürfen mit auf eine Erklärung, höchstens 12."), kind=Kind.NUMBER),
                Asked("security_offered", _("Nehmen Sie eine Sicherheitsleistung an, wenn das Einkommen nicht reicht?"), _("Zum Beispiel ein Sperrkonto oder eine Bürgschaft"), kind=Kind.YES_NO),
            )),
            Group("fristen", _("Fristen und Dauer"), (
                Asked("target_days", _("So lange dauert es bei Ihnen"), _("Es steht auf der Startseite. 1 bis 365 Tage"), kind=Kind.NUMBER, unit=_("Tage")),
                Asked("lead_months", _("So früh vor der Einreise kann man den Antrag stellen"), _("1 bis 24 Monate"), kind=Kind.NUMBER, unit=_("Monate")),
                Asked("draft_days", _("So lange bleibt ein angefangener Antrag gespeichert"), _("Nach der letzten Änderung, höchstens 30 Tage"), kind=Kind.NUMBER, unit=_("Tage")),
                Asked("unpaid_days", _("So lange wartet ein Antrag auf die Zahlung"), _("1 bis 60 Tage. Danach verfällt er."), kind=Kind.NUMBER, unit=_("Tage")),
            )),
        ),
        apart={
            "municipalities": _("Zuständig für diese Gemeinden"), "shared_codes": _("Geteilte Postleitzahlen"),
            "postal_codes": _("Alle Postleitzahlen"), "fields": _("Freiwillige Angaben"),
        },
        empty={
            "municipalities": _("noch keine"), "shared_codes": _("keine"), "postal_codes": _("noch keine"),
            "fields": _("wie voreingestellt"),
        },
        names={"name": _("Gemeinde"), "municipalities.postal_codes": _("Postleitzahlen"), "postal_codes": _("Postleitzahlen")},
        values={"off": _("nicht gefragt"), "ask": _("freiwillig"), "require": _("Pflicht")},
    )
)  # fmt: skip
