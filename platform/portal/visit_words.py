"""The words about a visit: what it is for, what was just done, what could not be done and what to do instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from appointments.needs import Comes, Purpose


@dataclass(frozen=True)
class Kind:
    """``name`` of the visit; ``why`` one has to come; ``choose`` heads the page on which a time is chosen."""

    name: Any
    why: Any
    choose: Any


KINDS = {
    Purpose.SIGNING: Kind(
        _("Ihr Termin zur Unterschrift"),
        _("Sie unterschreiben die Verpflichtungserklärung bei uns in der Behörde."),
        _("Termin zur Unterschrift aussuchen"),
    ),
    Purpose.PICKUP: Kind(
        _("Ihr Termin zur Abholung"),
        _("Sie holen das Original der Verpflichtungserklärung ab. Ihr Gast braucht es für das Visum."),
        _("Termin zur Abholung aussuchen"),
    ),
    Purpose.ADVICE: Kind(
        _("Ihr Termin zur Beratung"),
        _("Wir sprechen mit Ihnen über Ihren Antrag."),
        _("Termin zur Beratung aussuchen"),
    ),
}
# Who can come, by what the visit is for: the words on the page and a hint.
WHO: dict[Purpose, dict[Comes, tuple[Any, Any]]] = {
    Purpose.SIGNING: {
        Comes.SPONSOR: (_("Ich komme selbst"), ""),
        Comes.BOTH: (_("Wir kommen zu zweit"), _("Wenn zwei Personen die Erklärung abgeben, zum Beispiel Eheleute. Beide müssen kommen.")),
        Comes.REPRESENTATIVE: (_("Jemand kommt für mich"), _("Nur mit schriftlicher Vollmacht und nur aus wichtigem Grund, zum Beispiel bei Krankheit. Fragen Sie vorher bei uns nach.")),
    },
    Purpose.PICKUP: {
        Comes.SPONSOR: (_("Ich hole sie selbst ab"), ""),
        Comes.PROXY: (_("Jemand holt sie für mich ab"), _("Die Person braucht eine schriftliche Vollmacht von Ihnen und ihren eigenen Ausweis.")),
    },
    Purpose.ADVICE: {
        Comes.SPONSOR: (_("Ich komme allein"), ""),
        Comes.BOTH: (_("Wir kommen zu zweit"), ""),
    },
}  # fmt: skip


@dataclass(frozen=True)
class Note:
    """A box on top of a page. ``kind`` as of the tag ``notice``."""

    kind: str
    title: Any
    text: Any = ""


DONE = {
    "gebucht": Note("success", _("Ihr Termin ist gebucht"), _("Wir schicken Ihnen eine Bestätigung per E-Mail.")),
    "verschoben": Note("success", _("Ihr Termin ist verschoben"), _("Der alte Termin ist abgesagt. Wir schicken Ihnen eine neue Bestätigung per E-Mail.")),
    "abgesagt": Note("success", _("Ihr Termin ist abgesagt"), _("Ihr Antrag bleibt, wie er ist. Einen neuen Termin können Sie gleich oder später aussuchen.")),
    "behalten": Note("info", _("Es bleibt dabei"), _("Den früheren Termin bekommt jemand anderes. Sie stehen weiter auf der Warteliste.")),
    "wartet": Note("success", _("Sie stehen auf der Warteliste"), _("Wird ein passender Termin frei, schreiben wir Ihnen. Sie entscheiden dann, ob Sie ihn möchten.")),
    "wartet-nicht": Note("info", _("Sie stehen nicht mehr auf der Warteliste")),
    "freigegeben": Note("info", _("Die Zeit ist wieder frei"), _("Suchen Sie in Ruhe eine andere aus.")),
    "schon-gebucht": Note("info", _("Sie haben schon einen Termin"), _("Vielleicht war die Seite zweimal offen. Es gilt der Termin, der hier steht.")),
    "angebot-vorbei": Note("info", _("Der frühere Termin ist nicht mehr frei"), _("Sie stehen weiter auf der Warteliste. Wird ein anderer frei, schreiben wir Ihnen wieder.")),
    "code-neu": Note("success", _("Der Code ist unterwegs"), _("Er gilt eine Viertelstunde.")),
    "code-passt": Note("success", _("Der Code passt"), _("Suchen Sie jetzt Ihre Zeit aus.")),
}  # fmt: skip
# Every code of ``appointments.refusals.UnableToBook``. In all of them the case is as it was.
REFUSED = {
    "slot_past": Note("warning", _("Diese Zeit ist schon vorbei"), _("Bitte suchen Sie eine andere aus.")),
    "too_soon": Note("warning", _("Diese Zeit ist zu kurzfristig"), _("So schnell können wir den Termin nicht vorbereiten. Bitte suchen Sie eine spätere Zeit aus.")),
    "not_open_yet": Note("warning", _("Dieser Tag ist noch nicht freigegeben"), _("Bitte suchen Sie eine frühere Zeit aus, oder schauen Sie später wieder nach.")),
    "no_such_slot": Note("warning", _("Diese Zeit gibt es hier nicht"), _("Vielleicht haben sich die Öffnungszeiten geändert. Bitte suchen Sie eine andere Zeit aus.")),
    "slot_gone": Note("warning", _("Diese Zeit hat gerade jemand anderes genommen"), _("Bitte suchen Sie eine andere aus. Die nächsten freien Zeiten stehen zuerst.")),
    "hold_over": Note("warning", _("Die Zeit ist nicht mehr für Sie reserviert"), _("Bitte suchen Sie noch einmal eine Zeit aus.")),
    "calendar_changed": Note("warning", _("Zu dieser Zeit haben wir jetzt doch geschlossen"), _("Die Öffnungszeiten haben sich gerade geändert. Bitte suchen Sie eine andere Zeit aus.")),
    "not_yours": Note("warning", _("Das hat nicht geklappt"), _("Diese Zeit gehört nicht zu Ihrer Einladung. Bitte suchen Sie eine Zeit aus.")),
    "no_booking": Note("info", _("Sie haben keinen Termin"), _("Es gibt nichts abzusagen oder zu verschieben.")),
    "too_late": Note("warning", _("Der Termin hat schon begonnen"), _("Er kann nicht mehr verschoben oder abgesagt werden. Bitte rufen Sie uns an.")),
    "too_many_changes": Note("warning", _("Sie haben den Termin schon oft verschoben"), _("Online geht es nicht noch einmal. Ihr Termin bleibt bestehen. Wenn Sie nicht kommen können, rufen Sie uns bitte an oder sagen Sie ihn ab.")),
    "system_down": Note("warning", _("Termine lassen sich gerade nicht buchen"), _("Ihre Einladung bleibt gültig, und nichts ist verloren.")),
    "code_needed": Note("info", _("Gerade wollen sehr viele einen Termin"), _("Damit die Termine bei Menschen ankommen, schicken wir Ihnen einen Code.")),
    "code_wrong": Note("warning", _("Dieser Code passt nicht"), _("Prüfen Sie bitte jede Ziffer, oder lassen Sie sich einen neuen schicken.")),
    "code_over": Note("warning", _("Dieser Code gilt nicht mehr"), _("Lassen Sie sich bitte einen neuen schicken.")),
    "too_many_visits": Note("warning", _("Sie haben schon mehrere Termine"), _("Mehr lassen sich online nicht buchen. Rufen Sie uns bitte an.")),
    "missed_twice": Note("warning", _("Bitte rufen Sie uns an"), _("Zwei Termine konnten Sie nicht wahrnehmen. Den nächsten suchen wir am Telefon mit Ihnen aus.")),
    "changed_meanwhile": Note("info", _("Inzwischen hat sich etwas geändert"), _("Es gilt, was hier steht.")),
    "has_one_already": Note("warning", _("Im Kalender der Behörde steht schon ein Termin für Sie"), _("Es kann nur einen geben. Rufen Sie uns bitte an, wir ordnen das.")),
    "system_refuses": Note("warning", _("Dieser Termin lässt sich online nicht buchen"), _("Bitte suchen Sie eine andere Zeit aus, oder rufen Sie uns an.")),
    "case_closed": Note("info", _("Hier ist kein Termin mehr nötig"), _("Der Vorgang ist abgeschlossen.")),
    "too_many": Note("warning", _("Das waren sehr viele Versuche"), _("Bitte warten Sie zehn Minuten und versuchen Sie es dann noch einmal. Ihre Einladung bleibt gültig.")),
}  # fmt: skip


def note_of(code: str) -> Note | None:
    """What an address says that a page should say on top; anything else says nothing."""
    return DONE.get(code) or REFUSED.get(code)
