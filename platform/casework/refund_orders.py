"""The payment order that the treasury needs for each refund (Auszahlungsanordnung): a paper, and a line in a file.

It names nobody: number, references, amount, reason with its provision, and who signed it by role and number.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from billing.payments.models import Refund
from billing.payments.refund_ledger import BY_HAND, COUNTER
from billing.payments.states import RefundReason
from casework.paper_data import sender_of
from documents.pdf.contracts import Pair, PaymentOrderData, Signature
from documents.pdf.render import render
from kernel.codes import in_groups
from kernel.money import euros
from tenants.binding import in_rehearsal
from ui.formats import long_date, long_time

_CLAIM = gettext_lazy("öffentlich-rechtlicher Erstattungsanspruch")
REASONS: dict[str, tuple[Any, Any]] = {
    RefundReason.WRONG_AUTHORITY: (gettext_lazy("Eine andere Behörde ist zuständig"), "§ 49 Abs. 3 AufenthV"),
    RefundReason.WITHDRAWN_EARLY: (
        gettext_lazy("Antrag zurückgezogen, bevor die Bearbeitung begann"),
        "§ 49 Abs. 3 AufenthV",
    ),
    RefundReason.PAID_TWICE: (gettext_lazy("Die Gebühr wurde doppelt bezahlt"), _CLAIM),
    RefundReason.TOO_MUCH: (gettext_lazy("Es wurde mehr bezahlt, als geschuldet ist"), _CLAIM),
    RefundReason.GOODWILL: (
        gettext_lazy("Befreiung oder Ermäßigung im Einzelfall"),
        "§ 52 Abs. 7, § 53 Abs. 2 AufenthV",
    ),
}
COLUMNS = (
    "anordnung", "freigegeben_am", "kassenzeichen", "vorgang", "betrag", "waehrung", "grund", "rechtsgrundlage", "stand",
    "zahlungsdienst", "kennung_zahlungsdienst",
)  # fmt: skip


def pdf(refund: Refund, *, at: datetime) -> bytes:
    """The paper of a refund that was released; the same at every call while the city's name stays. German."""
    with override("de"):
        return render("payment_order", _data(refund, at), at=refund.released_at)


def as_csv(refunds: Iterable[Refund]) -> str:
    """One line per payment order, with a head; semicolons, amounts with a comma, as German programs read them."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    with override("de"):
        writer.writerows(_line(refund) for refund in refunds)
    return sheet.getvalue()


def _line(refund: Refund) -> list[str]:
    payment, (reason, provision) = refund.payment, REASONS[refund.reason]
    day = refund.released_at.date().isoformat() if refund.released_at else ""
    amount = f"{refund.amount_cents // 100},{refund.amount_cents % 100:02d}"
    return [
        refund.order_number, day, payment.cash_reference, payment.declaration.reference or "", amount, payment.currency,
        str(reason), str(provision), refund.state, payment.provider, refund.provider_ref,
    ]  # fmt: skip


def _data(refund: Refund, at: datetime) -> PaymentOrderData:
    payment, (reason, provision) = refund.payment, REASONS[refund.reason]
    facts = [
        (_("Kassenzeichen"), payment.cash_reference),
        (_("Vorgang"), in_groups(payment.declaration.reference or "")),
        (_("Eingezahlt am"), long_date(payment.paid_at)),
        (_("Eingezahlter Betrag"), euros(payment.amount_cents)),
        (_("Grund"), str(reason)),
        (_("Rechtsgrundlage"), str(provision)),
        (_("Auszahlung"), _way(refund)),
        (_("Empfänger"), _("Wer die Gebühr bezahlt hat. Der Name steht in der Akte zum Vorgang.")),
    ]
    return PaymentOrderData(
        language="de",
        sender=sender_of(at),
        title=_("Auszahlungsanordnung"),
        reference=refund.order_number,
        number_label=_("Nummer"),
        amount_label=_("Betrag"),
        amount=euros(refund.amount_cents),
        facts=[Pair(label=label, value=value) for label, value in facts if value],
        signatures=[
            _signed(_("Sachlich und rechnerisch richtig (Sachbearbeitung)"), *_first(refund)),
            _signed(_("Angeordnet und freigegeben (Kasse)"), refund.released_by, refund.released_at),
        ],
        sample=_("Probe") if in_rehearsal() else "",
    )


def _first(refund: Refund) -> tuple[int | None, datetime | None]:
    """Who stands for the reason: who approved it, else who proposed it."""
    if refund.approved_by:
        return refund.approved_by, refund.approved_at
    return refund.proposed_by, refund.proposed_at


def _signed(role: str, by: int | None, at: datetime | None) -> Signature:
    if by is None:
        who = _("automatisch nach der Einstellung der Behörde")
    else:
        who = _("elektronisch gezeichnet, Kennung %(number)s") % {"number": by}
    return Signature(role=role, who=who, when=long_time(at))


def _way(refund: Refund) -> str:
    if refund.payment.provider == COUNTER:
        return _("an der Kasse, bar oder auf die Karte")
    if refund.note == BY_HAND:
        return _("von Hand, durch Überweisung")
    return _("über den Zahlungsdienst, auf dem Weg der Einzahlung")
