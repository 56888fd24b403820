"""Why somebody cannot pay now, in words for that person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal

MESSAGES = {
    "nothing_to_pay": _("Für diesen Antrag ist nichts zu bezahlen."),
    "already_paid": _("Die Gebühr ist bereits bezahlt. Sie müssen nichts mehr tun."),
    "under_way": _("Ihre Zahlung ist unterwegs. Ihre Bank bestätigt sie noch. Bitte zahlen Sie nicht ein zweites Mal."),
    "being_checked": _(
        "Zu Ihrer Zahlung ist eine Frage offen. Wir klären sie. Bitte zahlen Sie nicht ein zweites Mal."
    ),
    "other_district": _(
        "Für Ihre Postleitzahl ist eine andere Behörde zuständig. Deshalb nehmen wir hier kein Geld von Ihnen. Bitte wenden"
        " Sie sich an die Ausländerbehörde Ihres Wohnorts. Ihre Angaben bleiben gespeichert."
    ),
    "no_answer": _(
        "Der Zahlungsdienst antwortet gerade nicht. Haben Sie schon bezahlt, müssen Sie nichts tun: Wir fragen weiter"
        " nach und schreiben Ihnen, sobald die Zahlung da ist. Haben Sie noch nicht bezahlt, versuchen Sie es bitte"
        " später noch einmal."
    ),
    "try_again": _(
        "Die Zahlungsseite antwortet gerade nicht. Es wurde nichts abgebucht. Bitte versuchen Sie es in einigen Minuten"
        " noch einmal."
    ),
    "not_possible": _(
        "Online zu bezahlen ist hier gerade nicht möglich. Es wurde nichts abgebucht. Ihre Angaben bleiben gespeichert."
    ),
}


class UnableToPay(Refusal):
    """``code`` is one of ``MESSAGES``. Only *no_answer*, *try_again*, *not_possible* and *other_district* are trouble; the
    others are answers."""

    def __init__(self, code: str) -> None:
        super().__init__(MESSAGES[code], code=code)
