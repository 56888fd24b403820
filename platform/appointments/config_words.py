"""What the rules of visits are called for the person who sets them up. Offices and hours have a page of their own."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from appointments import weekly
from appointments.config import AppointmentRules
from appointments.days_words import closures_told, openings_told
from configuration.asking import Asked, Kind, Together
from configuration.words import Group, SectionWords, describe

_STEPS = _("Schreiben Sie die Minuten in Schritten von fünf.")


def _length(purpose: str, title: Any) -> tuple[Asked, ...]:
    parts = (
        ("minutes", _("für eine Person")), ("further_person", _("je weitere Person")),
        ("interpreter", _("zusätzlich mit Dolmetscher")), ("buffer", _("danach frei für Sie")),
    )  # fmt: skip
    return tuple(
        Asked(
            f"lengths.{purpose}.{name}", format_lazy("{title}, {part}", title=title, part=part), kind=Kind.NUMBER,
            unit=_("Minuten"), wrong=_STEPS,
        )
        for name, part in parts
    )  # fmt: skip


WORDS = describe(
    SectionWords(
        section=AppointmentRules,
        title=_("Termine"),
        about=_("Wer einen Termin bekommt, wann er buchbar ist, wie lange er dauert, und wann Ihre Dienststellen offen sind."),
        place=75,
        groups=(
            Group("buchen", _("Wer bucht"), (
                Asked("booking", _("Wann wird zum Termin eingeladen?"), kind=Kind.CHOICE, choices=(
                    ("none", _("gar nicht")), ("after_decision", _("nach der Entscheidung")), ("with_application", _("mit dem Antrag")),
                )),
                Asked("invitation_days", _("So lange gilt eine Einladung"), _("7 bis 365 Tage"), kind=Kind.NUMBER, unit=_("Tage")),
                Asked("hold_minutes", _("So lange bleibt ein gewählter Termin vorgemerkt"), _("5 bis 60 Minuten"), kind=Kind.NUMBER, unit=_("Minuten")),
                Asked("see_originals", _("Sehen Sie bei der Unterschrift die Originale der Nachweise an?"), kind=Kind.YES_NO),
            )),
            Group("dauer", _("Wie lange ein Termin dauert"), (
                *_length("signing", _("Unterschrift")), *_length("pickup", _("Abholung")), *_length("advice", _("Beratung")),
                Asked("step_minutes", _("Termine beginnen alle"), _("5 bis 120 Minuten, in Schritten von fünf"), kind=Kind.NUMBER, unit=_("Minuten"), wrong=_STEPS),
            ), _("Alle Angaben in Minuten, in Schritten von fünf.")),
            Group("warteliste", _("Frühere Termine anbieten"), (
                Asked("offer_hours", _("So lange wird ein freier Termin für eine Person aufgehoben"), kind=Kind.NUMBER, unit=_("Stunden")),
                Asked("offer_notice_hours", _("Angeboten wird nur, was noch so weit weg ist"), kind=Kind.NUMBER, unit=_("Stunden")),
                Asked("most_offers", _("Höchstens so viele Angebote an eine Person"), kind=Kind.NUMBER),
            )),
            Group("schutz", _("Schutz vor Missbrauch"), (
                Asked("fair_use.changes", _("So oft darf man einen Termin selbst verschieben"), kind=Kind.NUMBER),
                Asked("fair_use.visits_per_person", _("Höchstens so viele Termine für eine Person"), kind=Kind.NUMBER),
                Asked("fair_use.attempts_per_case", _("Versuche je Fall in zehn Minuten"), kind=Kind.NUMBER),
                Asked("fair_use.attempts_per_address", _("Versuche je Internetanschluss in zehn Minuten"), kind=Kind.NUMBER),
                Asked("fair_use.storm", _("Andrang: ab so vielen Versuchen in zehn Minuten"), _("Dann muss man einen Code aus einer E-Mail eingeben, bevor man bucht."), kind=Kind.NUMBER),
            ), _("Die Voreinstellungen passen für fast alle Städte."), folded=True),
        ),
        apart={
            "system": _("Terminsystem"), "options": _("Angaben zum Terminsystem"), "offices": _("Dienststellen"),
            "lead_hours": _("Bis so viele Stunden vorher kann man buchen"), "horizon_days": _("So viele Tage im Voraus kann man buchen"),
            "release": _("Freigabe in Wellen"), "reminders": _("Erinnerungen, Tage vorher"),
        },
        names={
            "key": _("Kürzel"), "name": _("Name"), "address": _("Anschrift"), "directions": _("Weg dorthin"), "accessibility": _("Barrierefreiheit"),
            "phone": _("Telefon"), "land": _("Land"), "municipality": _("Gemeinde mit eigenen Feiertagen"), "hours": _("Öffnungszeiten"),
            "breaks": _("Pausen"), "closures": _("Schließungen"), "open_once": _("Zusatzöffnungen"), "counters": _("Schalter"),
            "start": _("von"), "end": _("bis"), "days": _("Tage"), "season": _("Jahreszeit"), "first": _("erster Tag"), "last": _("letzter Tag"),
            "reason": _("Grund"), "day": _("Tag"), "places": _("Plätze"), "purposes": _("Anlässe"), "step_free": _("ohne Stufen"),
            "signing": _("Unterschrift"), "pickup": _("Abholung"), "advice": _("Beratung"), "minutes": _("Minuten"),
            "further_person": _("je weitere Person"), "interpreter": _("mit Dolmetscher"), "buffer": _("Zeit danach"), "weekday": _("Wochentag"),
            "at": _("Uhrzeit"), "weeks": _("Wochen"), "attempts_per_case": _("Versuche je Fall"), "attempts_per_address": _("Versuche je Anschluss"),
            "storm": _("Andrang ab so vielen Versuchen"), "changes": _("Verschiebungen"), "visits_per_person": _("Termine je Person"),
            "de": _("Deutsch"), "en": _("Englisch"),
        },
        values={
            "mo": _("Montag"), "tu": _("Dienstag"), "we": _("Mittwoch"), "th": _("Donnerstag"), "fr": _("Freitag"), "sa": _("Samstag"),
            "su": _("Sonntag"), "own": _("Kalender dieses Dienstes"), "signing": _("Unterschrift"), "pickup": _("Abholung"), "advice": _("Beratung"),
        },
        told={
            "hours": weekly.told, "breaks": weekly.told, "closures": closures_told, "open_once": openings_told,
        },
        rules=(
            Together("a time of day in steps", "offices", _("Eine Uhrzeit steht in Schritten von fünf Minuten, zum Beispiel 08:05.")),
            Together("a number of minutes in steps", "lengths", _STEPS),
            Together("ends at ", "offices", _("Das Ende liegt nicht nach dem Anfang.")),
            Together("a season's day", "offices", _("Schreiben Sie den Tag einer Jahreszeit mit Monat und Tag, zum Beispiel 05-01.")),
            Together("ends on ", "offices", _("Das Ende liegt vor dem Anfang.")),
            Together("no holidays of its own", "offices", _("Für diese Gemeinde kennen wir keine eigenen Feiertage. Lassen Sie das Feld leer.")),
            Together("two counters", "offices", _("Zwei Schalter haben dasselbe Kürzel. Ändern Sie es im Text dieses Abschnitts.")),
            Together("this calendar never opens", "offices", _("Dieser Kalender ist nie offen: Es fehlen Öffnungszeiten.")),
            Together("two offices", "offices", _("Zwei Dienststellen haben dasselbe Kürzel. Ändern Sie es im Text dieses Abschnitts.")),
            Together("booking needs", "offices", _("Wer Termine vergibt, braucht mindestens eine Dienststelle.")),
            Together("options belong", "options", _("Diese Angaben gehören zu einem Terminsystem Ihrer Stadt. Die Kalender hier brauchen keine.")),
            Together("unknown appointment system", "system", _("Dieses Terminsystem gibt es hier nicht.")),
            Together("options of ", "options", _("Die Angaben zum Terminsystem sind unvollständig oder falsch.")),
        ),
    )
)  # fmt: skip
