"""What the calendar says no to, in words for the desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from appointments.feed import UnableToSubscribe
from appointments.refusals import UnableToBook, UnableToClose
from appointments.states import State
from casework.by_telephone import UnableToArrange
from kernel.errors import Refusal

VISIT_STATES: dict[str, Any] = {
    State.HELD: _("wird gerade gebucht"),
    State.OFFERED: _("angeboten"),
    State.BOOKED: _("erwartet"),
    State.ARRIVED: _("ist da"),
    State.SERVED: _("erledigt"),
    State.MISSED: _("nicht erschienen"),
    State.MOVED: _("verlegt"),
    State.CANCELLED: _("abgesagt"),
    State.EXPIRED: _("verfallen"),
}
_GONE = (_("Diese Zeit ist inzwischen vergeben."), _("Wählen Sie bitte eine andere."))
_CHOOSE = _("Wählen Sie bitte eine andere Zeit.")
_BOOKING: dict[str, tuple[Any, Any]] = {
    "slot_gone": _GONE,
    "hold_over": _GONE,
    "slot_past": (_("Diese Zeit ist vorbei."), _CHOOSE),
    "too_soon": (_("Dafür ist es zu früh."), _("Nicht erschienen ist jemand erst, wenn die Zeit des Termins da ist.")),
    "not_open_yet": (_("Diese Tage sind noch nicht freigegeben."), _CHOOSE),
    "no_such_slot": (_("Zu dieser Zeit ist nicht geöffnet."), _CHOOSE),
    "calendar_changed": (_("Der Kalender wurde inzwischen geändert."), _CHOOSE),
    "no_booking": (_("Es gibt keinen Termin mehr."), _("Er wurde inzwischen abgesagt oder verlegt.")),
    "too_late": (_("Die Person ist schon da."), _("Verlegen und absagen geht nur vorher.")),
    "system_down": (
        _("Das Terminsystem antwortet nicht."),
        _("Versuchen Sie es in einigen Minuten noch einmal. Es ist nichts gebucht."),
    ),
    "case_closed": (_("Zu diesem Fall gibt es keine Termine mehr."), _("Er ist abgeschlossen.")),
    "no_office": (
        _("Es ist kein Standort mit Öffnungszeiten eingetragen."),
        _("Wer die Einstellungen Ihrer Behörde pflegt, kann das nachholen."),
    ),
}  # fmt: skip
_CLOSING: dict[str, tuple[Any, Any]] = {
    "changed_meanwhile": (
        _("Inzwischen hat sich etwas geändert."),
        _("Lesen Sie bitte noch einmal, wen es betrifft, und bestätigen Sie dann."),
    ),
    "past": (_("Diese Zeit ist vorbei."), _("Ändern lässt sich nur, was noch kommt.")),
    "not_in_order": (_("Das Ende liegt vor dem Anfang."), _("Prüfen Sie bitte Tage und Uhrzeiten.")),
    "no_such_office": (_("Diesen Standort gibt es nicht mehr."), _("Wählen Sie bitte einen anderen.")),
    "no_such_counter": (_("Diesen Schalter gibt es an dem Standort nicht."), _("Wählen Sie bitte einen anderen.")),
    "taken_back_already": (_("Das ist schon zurückgenommen."), _("Sie müssen nichts tun.")),
    "not_ours": (
        _("Ihre Termine verwaltet ein anderes System."),
        _("Öffnen und schließen Sie dort. Hier sehen Sie nur, wer kommt."),
    ),
    "too_many": (_("Sie haben schon zehn Abos."), _("Beenden Sie zuerst eines, das Sie nicht mehr brauchen.")),
}


def texts_of(refusal: Refusal) -> tuple[Any, Any] | None:
    """Title and text, or nothing when the refusal is not one of the calendar's."""
    if isinstance(refusal, UnableToBook) and refusal.code == "changed_meanwhile":
        state = VISIT_STATES.get(refusal.params.get("state", ""), "")
        title = _("Der Termin steht inzwischen auf „%(state)s“.") % {"state": state}
        return title, _("Jemand anderes hat ihn geändert. Sehen Sie bitte nach, ob noch etwas zu tun ist.")
    if isinstance(refusal, UnableToBook | UnableToArrange):
        return _BOOKING.get(refusal.code)
    if isinstance(refusal, UnableToClose | UnableToSubscribe):
        return _CLOSING.get(refusal.code)
    return None
