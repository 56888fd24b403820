"""What the authority's name, look and texts are called for the person who sets them up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from configuration.asking import Asked, Kind, Together
from configuration.authority import Authority, Branding, SiteTexts
from configuration.words import Group, SectionWords, describe

_TOO_PALE = _(
    "Diese Farbe ist zu schwach: Viele könnten den Text nicht lesen. Nehmen Sie eine dunklere oder eine hellere."
)
_COLOUR = _(
    "Das ist keine Farbe, die wir kennen. Schreiben Sie sie mit Raute und sechs Zeichen, zum Beispiel #1a5276, oder wie rgb(26, 82, 118)."
)
_FORM = _("Eine Leerzeile beginnt einen Absatz, „# “ eine Überschrift, „- “ einen Punkt einer Liste.")

AUTHORITY = describe(
    SectionWords(
        section=Authority,
        title=_("Ihre Behörde"),
        about=_("Wie Ihre Behörde heißt und wie man sie erreicht. Das steht auf jeder Seite und in jeder E-Mail."),
        place=10,
        needed=("address",),
        groups=(
            Group("name", _("Name"), (
                Asked("kind", _("Was für eine Behörde sind Sie?"), kind=Kind.CHOICE, choices=(
                    ("city", _("Behörde einer Stadt oder Gemeinde")), ("district", _("Behörde eines Kreises")),
                    ("land", _("Behörde eines Landes")), ("joint", _("gemeinsame Behörde mehrerer Städte oder Kreise")),
                )),
                Asked("body", _("Name der Stadt oder des Kreises"), _("So, wie er im Briefkopf steht, zum Beispiel „Stadt Musterstadt“ oder „Landkreis Muster“.")),
                Asked("office", _("Name des Amts"), _("So, wie die Menschen es kennen, zum Beispiel „Ausländerbehörde“.")),
            )),
            Group("anschrift", _("Anschrift und Öffnungszeiten"), (
                Asked("address", _("Anschrift"), _("Jede Zeile wie auf einem Brief, höchstens sechs."), kind=Kind.LIST),
                Asked("opening_hours", _("Öffnungszeiten in Worten"), _("Sie stehen auf der Seite „Kontakt“. Termine richten Sie unter „Termine“ ein."), kind=Kind.LOCALISED, rows=3),
            )),
            Group("erreichen", _("Telefon, E-Mail und Website"), (
                Asked("phone", _("Telefon")),
                Asked("email", _("E-Mail-Adresse"), wrong=_("Die E-Mail-Adresse ist unvollständig. Schreiben Sie sie so: amt@stadt.de")),
                Asked("website", _("Website"), _("Beginnt mit https://"), wrong=_("Die Adresse muss mit https:// beginnen.")),
            )),
        ),
    )
)  # fmt: skip

BRANDING = describe(
    SectionWords(
        section=Branding,
        title=_("Farben und Logo"),
        about=_("Die Seiten bekommen die Farben und das Logo Ihrer Stadt. Schrift und Hintergrund müssen sich gut unterscheiden: Das verlangt das Gesetz."),
        place=20,
        groups=(
            Group("farben", _("Farben"), (
                Asked("action", _("Farbe der Schaltflächen und Links"), _("Zum Beispiel #17603c. Sie steht auf Weiß."), kind=Kind.COLOUR, wrong=_COLOUR),
                Asked("on_action", _("Farbe der Schrift auf Schaltflächen"), _("Meistens Weiß: #ffffff"), kind=Kind.COLOUR, wrong=_COLOUR),
                Asked("mark", _("Farbe des Streifens neben dem Namen"), _("Nur Schmuck. Hier geht jede Farbe."), kind=Kind.COLOUR, wrong=_COLOUR),
                Asked("initials", _("Kürzel im Reiter des Browsers"), _("Bis zu drei Buchstaben, zum Beispiel „OF“. Es steht dort, solange es kein Bild gibt."), empty=_("kein Kürzel")),
            )),
        ),
        apart={
            "logo": _("Logo"), "logo_alt": _("Was auf dem Logo steht"), "logo_width": _("Breite des Logos in Bildpunkten"),
            "logo_height": _("Höhe des Logos in Bildpunkten"), "icon": _("Zeichen im Reiter des Browsers"),
            "icon_large": _("Zeichen auf dem Bildschirm eines Handys"),
        },
        empty={
            "logo": _("kein Logo, Ihr Name steht allein"), "logo_alt": _("kein Logo"), "logo_width": _("kein Logo"), "logo_height": _("kein Logo"),
            "icon": _("kein Bild, dort steht das Kürzel"), "icon_large": _("kein Bild, dort steht das Kürzel"),
        },
        rules=(
            Together("on_action ", "on_action", _TOO_PALE),
            Together("action ", "action", _TOO_PALE),
        ),
    )
)  # fmt: skip

TEXTS = describe(
    SectionWords(
        section=SiteTexts,
        title=_("Impressum, Datenschutz und andere Texte"),
        about=_("Texte, die das Gesetz auf jeder Website verlangt. Meistens gibt es sie schon auf der Website Ihrer Stadt."),
        place=30,
        needed=("imprint", "privacy", "accessibility"),
        groups=(
            Group("impressum", _("Impressum"), (Asked("imprint", _("Impressum"), _FORM, kind=Kind.LOCALISED, rows=14),)),
            Group("datenschutz", _("Datenschutz"), (Asked("privacy", _("Datenschutzhinweise"), _FORM, kind=Kind.LOCALISED, rows=18),)),
            Group("barrierefreiheit", _("Barrierefreiheit"), (Asked("accessibility", _("Erklärung zur Barrierefreiheit"), _FORM, kind=Kind.LOCALISED, rows=14),)),
            Group("kontakt", _("Kontakt"), (Asked("contact", _("Hinweise auf der Seite „Kontakt“"), _FORM, kind=Kind.LOCALISED, rows=8, empty=_("keine Hinweise, nur Anschrift, Telefon und E-Mail")),)),
        ),
    )
)  # fmt: skip
