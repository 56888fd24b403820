"""What the pages about people say: refusals, and states of an invitation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.staff.passwords import UnableToSetPassword
from kernel.errors import Refusal
from onboarding.console.words import Words

_RELOAD = _("Laden Sie die Seite neu. Vielleicht hat jemand anderes inzwischen etwas geändert.")
REFUSALS: dict[str, Words] = {
    "not_allowed": Words(_("Das dürfen Sie nicht."), _("Personen verwaltet nur, wer die Leitung der Einrichtung hat.")),
    "unknown_person": Words(_("Diese Person gibt es hier nicht."), _RELOAD),
    "last_owner": Words(
        _("Das ist die letzte Leitung der Einrichtung."),
        _("Geben Sie zuerst jemand anderem diese Rolle. Sonst könnte niemand mehr Personen einladen."),
    ),
    "no_role": Words(_("Es fehlt eine Rolle."), _("Kreuzen Sie mindestens eine an.")),
    "unknown_role": Words(_("Diese Rolle gibt es nicht."), _RELOAD),
    "nothing_to_change": Words(_("Das ist schon so."), _("Es gibt nichts zu ändern.")),
    "bad_address": Words(
        _("Die E-Mail-Adresse ist unvollständig."), _("Schreiben Sie sie so: erika@stadt.example")
    ),
    "has_account": Words(
        _("Diese Person hat schon einen Zugang."), _("Sie steht in der Liste. Dort ändern Sie ihre Rollen.")
    ),
    "is_deactivated": Words(
        _("Diese Person hat einen gesperrten Zugang."), _("Geben Sie ihn in der Liste der Personen wieder frei.")
    ),
    "is_invited": Words(
        _("Diese Person ist schon eingeladen."), _("Erneuern Sie die Einladung in der Liste der Personen.")
    ),
    "unknown": Words(_("Diese Einladung gibt es hier nicht."), _RELOAD),
    "used": Words(_("Diese Einladung ist schon angenommen."), _("Die Person steht jetzt in der Liste.")),
    "revoked": Words(_("Diese Einladung ist zurückgenommen."), _("Schreiben Sie eine neue.")),
    "unknown_page": Words(_("Diese Seite lässt sich nicht weitergeben."), _("Öffnen Sie die Seite und beginnen Sie dort.")),
    "too_long": Words(_("Der Satz ist zu lang."), _("Es passen 300 Zeichen hinein.")),
    "needs_invitation": Words(
        _("Diese Person hat hier noch keinen Zugang."),
        _("Bitten Sie jemanden, der die Leitung der Einrichtung hat, sie einzuladen."),
    ),
    "may_not_see": Words(
        _("Diese Person darf die Seite nicht ansehen."),
        _("Wer die Leitung der Einrichtung hat, kann ihr eine Rolle geben, die das erlaubt."),
    ),
}  # fmt: skip
DONE: dict[str, Any] = {
    "invited": _("Die Einladung ist auf dem Weg."),
    "renewed": _("Eine neue Einladung ist auf dem Weg. Der alte Link gilt nicht mehr."),
    "revoked": _("Die Einladung ist zurückgenommen. Ihr Link gilt nicht mehr."),
    "roles": _("Die Rollen sind geändert. Sie gelten sofort."),
    "deactivated": _("Der Zugang ist gesperrt. Die Person ist überall abgemeldet."),
    "reactivated": _("Der Zugang ist wieder frei."),
    "sent": _("Die E-Mail ist auf dem Weg."),
}
INVITATION_STATES: dict[str, tuple[str, Any, str]] = {
    "open": ("info", _("noch nicht angenommen"), ""),
    "expired": ("warning", _("abgelaufen"), "warning"),
}
CLOSED: dict[str, Words] = {
    "unknown": Words(
        _("Diese Einladung gibt es nicht."),
        _("Öffnen Sie den neuesten Link aus Ihren E-Mails: Wird eine Einladung erneuert, gilt nur der neue. Sonst fragen Sie die Person, die Sie eingeladen hat."),
    ),
    "used": Words(
        _("Diese Einladung ist schon angenommen."), _("Melden Sie sich mit Ihrer E-Mail-Adresse und Ihrem Passwort an.")
    ),
    "revoked": Words(
        _("Diese Einladung wurde zurückgenommen."),
        _("Fragen Sie die Person, die Sie eingeladen hat. Sie kann Ihnen eine neue schicken."),
    ),
    "expired": Words(
        _("Diese Einladung ist abgelaufen."),
        _("Fordern Sie eine neue an. Wer in Ihrer Behörde Personen verwaltet, bekommt eine E-Mail und erneuert sie mit einem Klick."),
    ),
    "expired_first": Words(
        _("Diese Einladung ist abgelaufen."),
        _("Fordern Sie eine neue an. Der Betrieb sieht Ihre Bitte und erneuert die Einladung."),
    ),
    "has_account": Words(
        _("Sie haben hier schon einen Zugang."), _("Melden Sie sich mit Ihrer E-Mail-Adresse und Ihrem Passwort an.")
    ),
    "too_many": Words(_("Das waren zu viele Versuche."), _("Bitte warten Sie eine Stunde.")),
}  # fmt: skip


def words_for(refusal: Refusal) -> Words:
    return REFUSALS.get(refusal.code, REFUSALS["unknown_person"])


def weak(refusal: UnableToSetPassword) -> list[Any]:
    return list(refusal.params.get("messages", ()))
