"""What the console says: refusals, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from configuration.schemas import UnableToImport
from configuration.words import words_of
from kernel.errors import Refusal
from ui import formats


@dataclass(frozen=True)
class Words:
    title: Any
    text: Any


DONE: dict[str, Any] = {
    "saved": _("Gespeichert. Es gilt erst, wenn Sie es veröffentlichen."),
    "confirmed": _("Vermerkt: Dieser Abschnitt passt so."),
    "discarded": _("Der Entwurf dieses Abschnitts ist verworfen."),
    "published": _("Veröffentlicht."),
    "planned": _("Eingeplant. Sie können es bis zu diesem Tag zurücknehmen."),
    "cancelled": _("Zurückgenommen. Diese Fassung tritt nicht in Kraft."),
    "filled": _("Übernommen in den Entwurf. Hier sehen Sie, was sich ändert."),
    "support": _("Gespeichert. Wer den Einblick nutzt, steht unten."),
    "offered": _("Gespeichert. In wenigen Minuten sehen es die anderen Städte."),
    "measured": _("Geprüft. Unten steht, was gefunden wurde."),
    "stated": _("Eingetragen. Die Erklärung steht mit beiden Namen im Verlauf."),
    "waiting": _("Eingetragen. Wir erinnern Sie per E-Mail."),
    "withdrawn": _("Zurückgenommen. Im Verlauf bleibt der Eintrag stehen."),
    "noted": _("Vermerkt: Ihr Entwurf ersetzt, was inzwischen veröffentlicht wurde."),
}
_REFUSALS: dict[str, tuple[Any, Any]] = {
    "changed_meanwhile": (
        _("Inzwischen hat jemand diesen Abschnitt geändert."),
        _("Was Sie geschrieben haben, ist noch da und noch nicht gespeichert. Sehen Sie beides an und speichern Sie dann noch einmal."),
    ),
    "too_large": (_("Das ist zu groß."), _("Ein Abschnitt darf höchstens ein Megabyte groß sein.")),
    "nothing_to_publish": (_("Es gibt nichts zu veröffentlichen."), _("Ihr Entwurf ist genau das, was schon gilt.")),
    "reason_missing": (_("Der Grund fehlt."), _("Schreiben Sie in einem Satz, warum Sie das ändern.")),
    "day_past": (_("Dieser Tag ist schon vorbei."), _("Wählen Sie heute oder einen späteren Tag.")),
    "day_far": (_("Dieser Tag liegt zu weit in der Zukunft."), _("Möglich sind höchstens fünf Jahre.")),
    "faults": (_("Der Entwurf hat noch Fehler."), _("Beheben Sie sie zuerst. Sie stehen unten.")),
    "draft_changed": (
        _("Der Entwurf hat sich geändert, seit Sie ihn angesehen haben."),
        _("Unten steht er, wie er jetzt ist. Sehen Sie ihn an und veröffentlichen Sie ihn dann."),
    ),
    "not_planned": (_("Diese Fassung lässt sich nicht zurücknehmen."), _("Sie gilt schon, oder sie ist schon zurückgenommen.")),
    "unknown_version": (_("Diese Fassung gibt es nicht."), ""),
    "draft_in_use": (
        _("Es gibt schon einen Entwurf für dieselben Abschnitte."),
        _("Veröffentlichen oder verwerfen Sie ihn zuerst, oder bestätigen Sie, dass er ersetzt werden soll."),
    ),
}  # fmt: skip
_REFUSALS["in_rehearsal"] = (
    _("Das hier ist schon die Probe."),
    _("Starten Sie eine Probe auf der Verwaltung Ihrer Stadt, nicht auf der ihrer Probe-Umgebung."),
)
_IMPORTS: dict[str, tuple[Any, Any]] = {
    "too_large": (_("Das ist zu groß."), _("Eine Datei darf höchstens ein Megabyte groß sein.")),
    "unreadable": (_("Das lässt sich nicht lesen."), _("Es ist noch nichts gespeichert. Was zu ändern ist, steht unten mit der Zeile.")),
    "wrong_shape": (_("Das ist nicht die Form, die wir erwarten."), _("Es ist noch nichts gespeichert. Am leichtesten geht es mit einer Datei, die Sie hier herunterladen.")),
}  # fmt: skip
OPERATORS_ALONE = Words(
    _("Wer für die Daten verantwortlich ist, kann jetzt nur noch der Betreiber ändern."),
    _(
        "Ihre Behörde nimmt schon echte Anträge an. Verwerfen Sie diesen Abschnitt im Entwurf und wenden Sie sich an den Betreiber."
    ),
)
_OTHERWISE = (_("Das geht gerade nicht."), _("Laden Sie die Seite neu und versuchen Sie es noch einmal."))


def words_for(refusal: Refusal) -> Words:
    names = [words.title for name in refusal.params.get("sections", ()) if (words := words_of(name))]
    listed = ", ".join(map(str, names))
    if refusal.code == "changed_meanwhile" and names:
        return Words(
            format_lazy(_("Inzwischen wurde schon etwas anderes veröffentlicht: {names}."), names=listed),
            _("Öffnen Sie den Abschnitt, sehen Sie beides an und entscheiden Sie, was gelten soll."),
        )
    if refusal.code == "planned_meanwhile":
        day = formats.long_date(refusal.params["day"])
        return Words(
            format_lazy(_("Für den {day} ist schon eine Änderung eingeplant: {names}."), day=day, names=listed),
            _("Nehmen Sie sie im Verlauf zurück, oder wählen Sie denselben oder einen späteren Tag."),
        )
    return Words(*_REFUSALS.get(refusal.code, _OTHERWISE))


def import_words(refusal: UnableToImport) -> Words:
    if refusal.code == "newer":
        names = ", ".join(str(words.title) for name in refusal.params["names"] if (words := words_of(name)))
        return Words(
            _("Diese Datei stammt aus einer neueren Fassung dieses Dienstes."),
            format_lazy(
                _("Wir verstehen sie nicht sicher und haben nichts übernommen. Es geht um: {names}."), names=names
            ),
        )
    return Words(*_IMPORTS.get(refusal.code, _OTHERWISE))
