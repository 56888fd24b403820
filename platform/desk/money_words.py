"""Words for refunds, disputes and the treasury's list."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.payments.refunding import UnableToRefund
from billing.payments.states import DisputeStep, RefundReason, RefundStep, State
from kernel.errors import Refusal

STATES: dict[str, Any] = {
    State.OPEN: _("begonnen"),
    State.PENDING: _("noch nicht bezahlt"),
    State.PAID: _("bezahlt"),
    State.FAILED: _("fehlgeschlagen"),
    State.EXPIRED: _("abgelaufen"),
    State.REFUNDED: _("ganz erstattet"),
    State.CHARGED_BACK: _("zurückgebucht"),
}
REFUNDS: dict[str, Any] = {
    RefundStep.PROPOSED: _("vorgeschlagen"),
    RefundStep.APPROVED: _("befürwortet"),
    RefundStep.RELEASED: _("freigegeben, unterwegs"),
    RefundStep.DONE: _("erstattet"),
    RefundStep.FAILED: _("fehlgeschlagen"),
    RefundStep.DECLINED: _("abgelehnt"),
}
REASONS: dict[str, Any] = {
    RefundReason.WRONG_AUTHORITY: _("Eine andere Behörde ist zuständig (§ 49 Abs. 3 AufenthV)"),
    RefundReason.WITHDRAWN_EARLY: _("Zurückgezogen, bevor die Bearbeitung begann (§ 49 Abs. 3 AufenthV)"),
    RefundReason.PAID_TWICE: _("Doppelt bezahlt"),
    RefundReason.TOO_MUCH: _("Mehr bezahlt als geschuldet"),
    RefundReason.GOODWILL: _("Befreiung oder Ermäßigung im Einzelfall (§ 52 Abs. 7, § 53 Abs. 2 AufenthV)"),
}
NOTES: dict[str, Any] = {
    "refused": _("Der Zahlungsdienst hat abgelehnt."),
    "unavailable": _("Der Zahlungsdienst antwortet nicht. Wir versuchen es weiter."),
    "misconfigured": _("Die Verbindung zum Zahlungsdienst stimmt nicht. Bitte wenden Sie sich an Ihre IT."),
    "mismatch": _("Der Zahlungsdienst nennt einen anderen Betrag. Bitte prüfen Sie es dort."),
    "refunded": _("Das Geld ist auf anderem Weg zurückgegangen."),
    "charged_back": _("Die Bank hat das Geld zurückgeholt."),
    "by_hand": _("von Hand ausgezahlt"),
}
DISPUTES: dict[str, Any] = {
    DisputeStep.OPEN: _("offen"),
    DisputeStep.WON: _("gewonnen, das Geld bleibt"),
    DisputeStep.LOST: _("verloren, das Geld ist zurückgebucht"),
}
DISPUTE_REASONS: dict[str, Any] = {
    "duplicate": _("doppelt abgebucht"),
    "fraudulent": _("nicht selbst bezahlt"),
    "unrecognized": _("Buchung nicht erkannt"),
    "credit_not_processed": _("Erstattung blieb aus"),
    "product_not_received": _("Leistung nicht erhalten"),
    "product_unacceptable": _("Leistung mangelhaft"),
    "debit_not_authorized": _("Lastschrift nicht erlaubt"),
    "insufficient_funds": _("Konto nicht gedeckt"),
    "general": _("ohne näheren Grund"),
}
EVENTS: dict[str, Any] = {
    "refund_proposed": _("Erstattung vorgeschlagen"),
    "refund_approved": _("Erstattung befürwortet"),
    "refund_released": _("Erstattung freigegeben"),
    "refund_declined": _("Erstattung abgelehnt"),
    "refund_pending": _("Erstattung bei der Bank"),
    "refund_done": _("Geld erstattet"),
    "refund_failed": _("Erstattung fehlgeschlagen"),
    "refund_unavailable": _("Erstattung: Zahlungsdienst nicht erreichbar, wir versuchen es weiter"),
    "refund_refused": _("Erstattung: Der Zahlungsdienst gibt keine Auskunft"),
    "refund_misconfigured": _("Erstattung: Die Verbindung zum Zahlungsdienst stimmt nicht"),
    "refund_mismatch": _("Erstattung weicht ab: bitte prüfen"),
    "dispute_opened": _("Die Bank fordert das Geld zurück"),
    "dispute_won": _("Rückforderung abgewiesen, das Geld bleibt"),
    "dispute_lost": _("Rückforderung verloren"),
    "looked_after": _("Hinweis erledigt"),
}
ATTENTION: dict[str, Any] = {
    "refund_failed": _(
        "Eine Erstattung ist fehlgeschlagen. Versuchen Sie es noch einmal oder zahlen Sie von Hand aus."
    ),
    "refund_mismatch": _("Beim Zahlungsdienst steht eine andere Erstattung als hier. Bitte prüfen Sie es dort."),
}
DONE: dict[str, Any] = {
    "refund_propose": _("Die Erstattung ist vorgeschlagen. Die Kasse gibt sie frei."),
    "refund_approve": _("Die Erstattung ist befürwortet. Die Kasse gibt sie frei."),
    "refund_release": _("Die Erstattung ist freigegeben."),
    "refund_decline": _("Die Erstattung ist abgelehnt."),
    "refund_paid_out": _("Die Auszahlung ist festgehalten."),
    "dispute_take": _("Sie kümmern sich um diese Rückforderung."),
    "looked_after": _("Der Hinweis ist erledigt."),
}
_REFUSALS: dict[str, tuple[Any, Any]] = {
    "not_received": (
        _("Zu dieser Zahlung ist kein Geld da."),
        _("Es ist nichts eingegangen, oder es ist schon zurückgegangen."),
    ),
    "disputed": (
        _("Die Bank fordert dieses Geld gerade zurück."),
        _("Warten Sie, bis das entschieden ist. Sonst ginge das Geld zweimal zurück."),
    ),
    "too_much": (
        _("So viel ist nicht mehr da."),
        _("Alle Erstattungen zusammen dürfen nicht höher sein als der eingezahlte Betrag."),
    ),
    "already_proposed": (
        _("Aus diesem Grund ist schon eine Erstattung vorgeschlagen."),
        _("Sie müssen nichts tun. Soll der Betrag anders sein, lehnen Sie den ersten Vorschlag ab."),
    ),
    "not_approved": (
        _("Das hat noch niemand aus der Sachbearbeitung befürwortet."),
        _("Befürworten Sie die Erstattung, oder bitten Sie die Sachbearbeitung darum."),
    ),
    "second_person_needed": (
        _("Das muss eine andere Person freigeben."),
        _("Sie haben die Erstattung selbst vorgeschlagen oder befürwortet. Freigeben kann nur jemand anderes."),
    ),
    "being_sent": (
        _("Diese Erstattung wird gerade gesendet."),
        _("Sehen Sie bitte in fünf Minuten noch einmal nach."),
    ),
    "not_by_hand": (
        _("Diese Erstattung ist beim Zahlungsdienst unterwegs."),
        _("Zahlen Sie nichts von Hand aus, sonst ginge das Geld zweimal zurück."),
    ),
    "not_now": (
        _("Über diese Erstattung ist schon entschieden."),
        _("Sehen Sie bitte nach, wie sie jetzt steht."),
    ),
}  # fmt: skip


def texts_of(refusal: Refusal) -> tuple[Any, Any] | None:
    """Title and text, or nothing when the refusal is not one of a refund."""
    return _REFUSALS.get(refusal.code) if isinstance(refusal, UnableToRefund) else None
