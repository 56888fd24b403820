"""The words of the credit check, by code. German is the source language; ``creditcheck.wording`` fills them in.

Labels, reasons and changes speak to the clerk, sentences to the sponsor. A sentence may encourage and never promises.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

PROPOSALS: Final = {
    "PROVEN": _("Vorschlag: nachgewiesen"),
    "CREDIBLE": _("Vorschlag: glaubhaft gemacht"),
    "NOT_PROVEN": _("Vorschlag: nicht nachgewiesen"),
    "CANNOT_BE_CALCULATED": _("Kein Vorschlag: Das lässt sich nicht berechnen"),
}

SOURCES: Final = {
    "stated": _("Angabe im Antrag"),
    "calculated": _("berechnet"),
    "published": _("amtlicher Wert"),
    "city": _("Einstellung der Behörde"),
}

LABELS: Final = {
    "net_month": _("Netto-Einkommen, Monat %(month)s (1 = neuester)"),
    "net_average": _("Durchschnitt aus %(months)s Monaten, auf den Cent abgerundet"),
    "self_employed_month": _("Gewinn aus selbstständiger Arbeit im Monat"),
    "pension_month": _("Rente oder Pension im Monat"),
    "rental_month": _("Mieteinnahmen im Monat"),
    "capital_month": _("Kapitalerträge im Monat"),
    "other_month": _("Sonstiges Einkommen im Monat"),
    "private_health_insurance_month": _("Abzug: private Kranken- und Pflegeversicherung"),
    "counted_net": _("Einkommen, das zählt"),
    "not_counted": _("%(field)s: %(stated_eur)s angegeben, zählt nicht"),
    "dependants": _("Personen, für die Unterhalt geleistet wird"),
    "exempt": _("Unpfändbarer Betrag (Tabelle vom %(valid_from_on)s bis %(valid_to_on)s)"),
    "fully_attachable_above": _("Grenze, über der alles pfändbar ist"),
    "share": _("Pfändbarer Anteil bis zu dieser Grenze"),
    "attachable": _("Pfändbarer Betrag im Monat"),
    "standard_need": _("Regelbedarfsstufe 1"),
    "need_adult": _("Bedarf je erwachsenem Gast"),
    "need_minor": _("Bedarf je minderjährigem Gast"),
    "need_adult_fixed": _("Fester Bedarf je erwachsenem Gast"),
    "need_minor_fixed": _("Fester Bedarf je minderjährigem Gast"),
    "need_guests": _("Bedarf der Gäste: %(persons)s"),
    "need_running": _("Bedarf aus laufenden Verpflichtungserklärungen: %(persons)s"),
    "need": _("Bedarf im Monat"),
    "difference": _("Pfändbarer Betrag minus Bedarf"),
    "minimum_net": _("Kleinstes Netto-Einkommen, das den Bedarf deckt"),
    "guide": _("Zum Vergleich: Netto-Einkommen nach der eigenen Tabelle der Behörde. Sie entscheidet nichts."),
}

# What the parameter ``field`` names where no label does.
FIELDS: Final = {
    "net": _("Netto-Einkommen"),
    "need": _("Bedarf"),
    "monthly_net": _("Netto-Einkommen der letzten Monate"),
    "private_health_insurance_month": _("private Kranken- und Pflegeversicherung"),
    "one_off_payments": _("Einmalzahlungen"),
    "child_benefit_month": _("Kindergeld"),
    "dependants": _("Zahl der Personen, für die Unterhalt geleistet wird"),
    "adults": _("Zahl der erwachsenen Gäste"),
    "minors": _("Zahl der minderjährigen Gäste"),
    "running_adults": _("Erwachsene in laufenden Verpflichtungserklärungen"),
    "running_minors": _("Minderjährige in laufenden Verpflichtungserklärungen"),
    "running_long_stays": _("laufende Verpflichtungserklärungen für lange Aufenthalte"),
    "stay_days": _("Aufenthalt in Tagen"),
}

REASONS: Final = {
    "no_table": _("Für den %(day_on)s ist keine Pfändungstabelle bekannt."),
    "no_standard_need": _("Für das Jahr %(year)s ist kein Regelbedarf bekannt."),
    "negative_number": _("Eine Zahl ist kleiner als null: %(field)s."),
    "number_missing": _("Eine Angabe fehlt: %(field)s."),
    "need_not_positive": _("Der Bedarf ist null. Dann gibt es nichts nachzuweisen."),
    "columns_missing": _("Diese Spalten sind leer: %(columns)s. Ohne diese Zahlen lässt sich nichts berechnen."),
    "income_missing": _("Es ist kein Einkommen angegeben."),
    "months_missing": _("Angegeben sind %(given)s von %(wanted)s Monaten."),
    "deduction_exceeds_income": _("Die Abzüge sind höher als das Einkommen."),
    "no_guests": _("Es ist kein Gast angegeben."),
    "long_stay": _(
        "Die Regel für kurze Aufenthalte gilt nicht, denn der Aufenthalt dauert länger als %(days)s Tage. "
        "Lange Aufenthalte werden im Einzelfall berechnet: Lebenshaltung, Wohnung und Krankenversicherung."
    ),
    "stay_days_contradict": _("Der Aufenthalt ist als kurz angegeben, dauert aber länger als %(days)s Tage."),
    "stay_days_impossible": _("Die Dauer des Aufenthalts ist kürzer als ein Tag."),
    "stay_over": _("Der Aufenthalt wäre schon am %(stay_on)s zu Ende gewesen."),
    "running_long_stay": _(
        "Eine laufende Verpflichtungserklärung gilt für einen langen Aufenthalt. "
        "Ihr Bedarf lässt sich mit der Regel für kurze Aufenthalte nicht berechnen."
    ),
    "receives_sgb2_sgb12": _(
        "Bezieht Leistungen nach SGB II, SGB XII oder AsylbLG: Die Leistungsfähigkeit kann nicht bescheinigt werden."
    ),
    "scholarship_not_counted": _("Ein Stipendium oder BAföG zählt nicht als Einkommen."),
    "title_expired": _("Der Aufenthaltstitel ist am %(ends_on)s abgelaufen."),
    "title_ends_before_stay": _("Der Aufenthaltstitel endet am %(ends_on)s, der Aufenthalt des Gastes am %(stay_on)s."),
    "stay_end_missing": _(
        "Der Aufenthaltstitel ist bis %(ends_on)s befristet. Das Ende des Aufenthalts des Gastes ist nicht bekannt."
    ),
    "in_probation": _("Das Arbeitsverhältnis ist noch in der Probezeit."),
    "contract_ended": _("Der Arbeitsvertrag ist am %(ends_on)s ausgelaufen."),
    "contract_limited": _("Der Arbeitsvertrag ist befristet bis %(ends_on)s, der Aufenthalt kann länger dauern."),
    "evidence_missing": _("Es liegt kein Nachweis über das Einkommen vor."),
    "evidence_unsuitable": _("Kontoauszüge und ein einfaches Sparbuch reichen als Nachweis nicht aus."),
    "evidence_date_missing": _("Das Datum des ältesten Nachweises fehlt."),
    "evidence_in_future": _("Ein Nachweis trägt ein Datum in der Zukunft: %(dated_on)s."),
    "evidence_too_old": _(
        "Der älteste Nachweis ist vom %(oldest_on)s. Nachweise dürfen nicht älter sein als vom %(not_before_on)s."
    ),
    "tax_assessment_date_missing": _("Das Datum des Steuerbescheids fehlt."),
    "tax_assessment_too_old": _(
        "Der Steuerbescheid vom %(assessed_on)s ist älter als ein Jahr. Eine aktuelle Bescheinigung fehlt."
    ),
    "self_employed_unproven": _("Für das Einkommen aus selbstständiger Arbeit fehlt ein Nachweis."),
    "security_offered": _("Es liegt eine Sicherheit vor. Bitte prüfen Sie, ob sie genügt; sie ist nicht eingerechnet."),
    "need_covered": _("Der pfändbare Betrag von %(attachable_eur)s deckt den Bedarf von %(need_eur)s."),
    "need_not_covered": _(
        "Der pfändbare Betrag von %(attachable_eur)s deckt den Bedarf von %(need_eur)s nicht. Es fehlen %(short_eur)s."
    ),
    "credible_by_earlier_check": _(
        "Eine frühere Prüfung war positiv und nichts spricht dagegen. „Glaubhaft gemacht“ ist eine Ausnahme."
    ),
}

CHANGES: Final = {
    "more_net": _("%(more_eur)s netto mehr im Monat"),
    "fewer_guests": ngettext_lazy(
        "ein Gast weniger (%(persons)s)", "%(count_word)s Gäste weniger (%(persons)s)", "count"
    ),
    "suitable_evidence": _("ein geeigneter Nachweis, zum Beispiel Lohnabrechnungen"),
    "newer_evidence": _("neuere Nachweise, frühestens vom %(not_before_on)s"),
    "current_tax_certificate": _("eine aktuelle Bescheinigung der Steuerberatung oder des Finanzamts"),
    "longer_title": _("ein Aufenthaltstitel, der länger gilt als der Aufenthalt des Gastes"),
}

SENTENCES: Final = {
    "can_invite": ngettext_lazy(
        "Mit diesem Einkommen können Sie voraussichtlich eine erwachsene Person einladen.",
        "Mit diesem Einkommen können Sie voraussichtlich %(count_word)s erwachsene Personen einladen.",
        "count",
    ),
    "more_for": _("Für %(count_word)s fehlen %(more_eur)s netto im Monat."),
    "more_for_first": ngettext_lazy(
        "Für eine erwachsene Person fehlen %(more_eur)s netto im Monat.",
        "Für %(count_word)s erwachsene Personen fehlen %(more_eur)s netto im Monat.",
        "count",
    ),
    "guests_covered": _("Ihr Einkommen reicht voraussichtlich für Ihre Gäste: %(persons)s."),
    "guests_need": _("Für Ihre Gäste (%(persons)s) fehlen %(more_eur)s netto im Monat."),
    "running_included": _("Ihre anderen laufenden Verpflichtungserklärungen sind dabei mitgerechnet."),
    "talk_to_authority": _("Sprechen Sie mit Ihrer Behörde: Manchmal gibt es andere Wege."),
    "no_promise": _(
        "Das ist eine erste Rechnung, noch keine Zusage. Die Behörde prüft Ihre Nachweise und entscheidet."
    ),
    "excluded": _(
        "Solange Sie Bürgergeld, Sozialhilfe oder Leistungen nach dem Asylbewerberleistungsgesetz beziehen, "
        "kann die Behörde Ihre Leistungsfähigkeit nicht bescheinigen."
    ),
    "long_stay": _(
        "Für Aufenthalte über %(days)s Tage rechnet die Behörde im Einzelfall. Eine Vorschau gibt es dafür nicht."
    ),
    "running_long_stay": _(
        "Eine Ihrer laufenden Verpflichtungserklärungen gilt für einen langen Aufenthalt. "
        "Deshalb rechnet die Behörde im Einzelfall."
    ),
    "income_missing": _("Tragen Sie Ihr Einkommen ein. Dann rechnen wir hier aus, für wie viele Gäste es reicht."),
    "months_missing": _("Tragen Sie bitte das Einkommen von %(wanted)s Monaten ein. Dann rechnen wir es hier aus."),
    "no_table": _("Für diesen Tag liegen noch keine amtlichen Werte vor. Eine Vorschau ist nicht möglich."),
    "no_standard_need": _("Für dieses Jahr liegen noch keine amtlichen Werte vor. Eine Vorschau ist nicht möglich."),
    "check_numbers": _("Bitte prüfen Sie Ihre Zahlen. So lässt sich nichts ausrechnen."),
    "title_expired": _("Ihr Aufenthaltstitel ist am %(ends_on)s abgelaufen. Sie brauchen einen gültigen."),
    "title_ends_before_stay": _(
        "Ihr Aufenthaltstitel endet am %(ends_on)s, also vor dem Ende des Besuchs. "
        "Er muss länger gelten, als Ihr Gast bleibt."
    ),
    "in_probation": _("Sie sind in der Probezeit. Das kann die Prüfung erschweren."),
    "contract_ended": _("Ihr Arbeitsvertrag ist am %(ends_on)s ausgelaufen. Das kann die Prüfung erschweren."),
    "contract_limited": _("Ihr Arbeitsvertrag ist befristet bis %(ends_on)s. Die Behörde sieht sich das genauer an."),
}

# From two on; one is in the sentences themselves. Larger numbers are written as digits.
NUMBERS: Final = {
    2: _("zwei"),
    3: _("drei"),
    4: _("vier"),
    5: _("fünf"),
    6: _("sechs"),
    7: _("sieben"),
    8: _("acht"),
    9: _("neun"),
    10: _("zehn"),
    11: _("elf"),
    12: _("zwölf"),
}

ADULTS: Final = ngettext_lazy("eine erwachsene Person", "%(count_word)s erwachsene Personen", "count")
MINORS: Final = ngettext_lazy("eine minderjährige Person", "%(count_word)s minderjährige Personen", "count")
BOTH: Final = _("%(adults)s und %(minors)s")
