"""What the pages of going live say: where a request stands, what was refused, which notice and periods follow from the role."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from configuration.legal import ONLINE_SERVICE, Role
from kernel.errors import Refusal
from onboarding.console.words import Words
from onboarding.console.words import words_for as general
from onboarding.golive.models import LiveRequest
from onboarding.golive.states import PILOT, State
from ui.formats import long_time

# state of a request: kind of notice, words
STATES: dict[str, tuple[str, Any]] = {
    State.REQUESTED: ("info", _("Ihr Antrag auf den Start ist beim Betreiber.")),
    State.APPROVED: ("success", _("Ihr Start ist freigegeben.")),
    State.OPENING: ("info", _("Ihre Behörde geht gerade in Betrieb.")),
    State.LIVE: ("success", _("Ihre Behörde ist in Betrieb.")),
    State.STOPPED: ("warning", _("Ihre Behörde ist nicht in Betrieb gegangen: Im letzten Moment war etwas nicht in Ordnung.")),
    State.WITHDRAWN: ("info", _("Ihr Antrag auf den Start ist zurückgezogen.")),
    State.REJECTED: ("warning", _("Ihr Antrag auf den Start ist abgelehnt.")),
}  # fmt: skip
_OF_PILOT: dict[str, tuple[str, Any]] = {
    State.OPENING: ("info", _("Ihre Behörde geht gerade in den Pilotbetrieb.")),
    State.LIVE: ("success", _("Ihre Behörde ist im Pilotbetrieb.")),
    State.STOPPED: ("warning", _("Der Pilotbetrieb hat nicht begonnen: Im letzten Moment war etwas nicht in Ordnung.")),
}  # fmt: skip
DONE: dict[str, Any] = {
    "requested": _("Beantragt. Der Betreiber bekommt Ihren Antrag in wenigen Minuten."),
    "withdrawn": _("Zurückgezogen. Ihre Behörde geht nicht in Betrieb."),
    "accepted": _("Die Zustimmung steht mit beiden Namen im Verlauf."),
}
# code of a refusal -> the field at which it is said, and the words
PLACES: dict[str, tuple[str, Any]] = {
    "too_late": ("day", _("Dieser Tag liegt zu weit in der Zukunft. Möglich ist höchstens ein halbes Jahr.")),
    "person_missing": ("person", _("Schreiben Sie den Namen der Person, die zustimmt.")),
    "office_missing": ("office", _("Schreiben Sie, in welcher Stelle oder Aufgabe die Person zustimmt.")),
}
_REFUSALS: dict[str, tuple[Any, Any]] = {
    "is_requested": (_("Der Start ist schon beantragt."), _("Unten steht, wie weit er ist.")),
    "outdated": (_("Die letzte Prüfung ist nicht mehr neu."), _("Prüfen Sie auf der Checkliste noch einmal.")),
    "not_ready": (_("Sie sind noch nicht bereit."), _("Unten steht, was fehlt.")),
    "agreement_missing": (_("Eine Vereinbarung fehlt noch."), _("Unten steht, welche.")),
    "role_planned": (_("Eine geplante Fassung ändert, wer für die Daten verantwortlich ist."), _("Nehmen Sie sie im Verlauf zurück, oder beantragen Sie den Start nach ihrem Tag.")),
    "too_late_to_change": (_("Das geht nicht mehr."), _("Ihre Behörde geht gerade in Betrieb, oder der Antrag ist schon beendet.")),
    "unknown_request": (_("Diesen Antrag gibt es nicht."), ""),
    "changed_meanwhile": (_("Inzwischen gilt eine neue Fassung."), _("Sie steht unten. Lesen Sie sie, bevor Sie zustimmen.")),
}  # fmt: skip


def told_of(row: LiveRequest) -> tuple[str, Any] | None:
    return (_OF_PILOT.get(row.state) if row.target == PILOT else None) or STATES.get(row.state)


def words_for(refusal: Refusal) -> Words:
    return Words(*_REFUSALS[refusal.code]) if refusal.code in _REFUSALS else general(refusal)


def place_of(refusal: Refusal) -> tuple[str, Any] | None:
    """The field at which it is said."""
    if refusal.code == "too_early":
        when = long_time(refusal.params["earliest"])
        return "day", format_lazy(_("So früh geht es nicht. Der früheste Zeitpunkt ist der {when}."), when=when)
    return PLACES.get(refusal.code)


def follows(role: Role, *, elsewhere: bool, days: int) -> list[Any]:
    """What the legal role means here. ``elsewhere``: cases are worked in the authority's own system, and their contents go
    ``days`` after they are there."""
    if role == ONLINE_SERVICE:
        gone = ngettext_lazy(
            "Inhalte werden {days} Tag nach bestätigter Übergabe gelöscht. Ist dann noch etwas offen (eine Frage, ein Termin, eine Zahlung), wartet der Dienst, bis es erledigt ist.",
            "Inhalte werden {days} Tage nach bestätigter Übergabe gelöscht. Ist dann noch etwas offen (eine Frage, ein Termin, eine Zahlung), wartet der Dienst, bis es erledigt ist.",
            days,
        )
        return [
            _(
                "Verantwortlich für die Daten ist der Betreiber, bis ein Antrag übergeben ist (§ 8a OZG). Das steht auch auf der Seite „Datenschutz“."
            ),
            _("Entwürfe werden spätestens nach 30 Tagen gelöscht."),
            format_lazy(gone, days=days)
            if elsewhere
            else _(
                "Ihre Behörde bearbeitet Anträge an diesem Arbeitsplatz. Darum gibt es keine Übergabe, nach der gelöscht wird: Es gelten die Fristen, die Sie eingestellt haben."
            ),
        ]
    return [
        _(
            "Verantwortlich für die Daten ist Ihre Behörde, der Betreiber arbeitet in ihrem Auftrag (Art. 28 DSGVO). Das steht auch auf der Seite „Datenschutz“."
        ),
        _("Es gelten die Fristen, die Sie eingestellt haben."),
    ]
