"""The receipt for a fee that was taken at the counter, as a paper of the case. It names no member of staff, only the role."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.staff.models import Staff
from billing.payments.counter import METHODS, Method
from billing.payments.models import Payment
from billing.payments.refund_ledger import COUNTER
from casework import paper_data
from declarations.queries import case_file
from documents import operations as documents
from documents import queries as document_queries
from documents.models import Document
from documents.pdf.contracts import Pair, PaymentReceiptData
from documents.pdf.render import render
from kernel.codes import in_groups
from kernel.money import euros
from ui.formats import long_time

KIND = "payment_receipt"
ROLES: dict[str, Any] = {
    "supervisor": gettext_lazy("Teamleitung der Ausländerbehörde"),
    "clerk": gettext_lazy("Sachbearbeitung der Ausländerbehörde"),
}


def make(*, payment_id: uuid.UUID, at: datetime) -> Document | None:
    """The receipt of this payment, made if it is not there; ``None`` where the money did not come over the counter.

    Writes files, so call it outside a transaction; it may be repeated.
    """
    payment = Payment.objects.select_related("declaration").get(id=payment_id)
    if payment.provider != COUNTER or not payment.declaration.sealed_case:
        return None
    there = of(payment)
    if there is not None:
        return there
    content = render(KIND, data_of(payment), at=payment.paid_at)
    return documents.keep_generated(
        case_id=payment.declaration_id, kind=KIND, name=_name(payment), content=content, at=at
    )  # fmt: skip


def of(payment: Payment) -> Document | None:
    papers = document_queries.of_case(payment.declaration_id)
    return next((paper for paper in papers if paper.kind == KIND and paper.name == _name(payment)), None)


def data_of(payment: Payment) -> PaymentReceiptData:
    """In the language in which the sponsor applied."""
    case = case_file(payment.declaration)
    with override(payment.language):
        return PaymentReceiptData(
            language="en" if payment.language == "en" else "de", sender=paper_data.letterhead_of(_taken(payment)),
            title=_("Quittung"), number_label=_("Quittungsnummer"), number=payment.cash_reference,
            amount_label=_("Bezahlt"), amount=euros(payment.amount_cents),
            reference=in_groups(payment.declaration.reference or ""), facts=_facts(payment),
            tax_note=_("Gebühr für eine hoheitliche Leistung. Sie enthält keine Umsatzsteuer (§ 2b Abs. 1 UStG)."),
            form_note=_("Diese Quittung wurde elektronisch erstellt und ist ohne Unterschrift gültig."),
            sample=paper_data.sample_mark(case),
        )  # fmt: skip


def _facts(payment: Payment) -> list[Pair]:
    lines = [Pair(label=str(line["label"]), value=euros(int(line["amount_cents"]))) for line in payment.lines]
    bases = ", ".join(str(line["basis"]) for line in payment.lines if line.get("basis"))
    return [
        *lines,
        *([Pair(label=_("Rechtsgrundlage"), value=bases)] if bases else ()),
        Pair(label=_("Vorgangsnummer"), value=in_groups(payment.declaration.reference or "")),
        Pair(label=_("Bezahlt am"), value=long_time(_taken(payment))),
        Pair(label=_("Zahlungsart"), value=str(METHODS[Method(payment.method or Method.CASH)])),
        Pair(label=_("Angenommen von"), value=_role(payment)),
    ]


def _role(payment: Payment) -> str:
    roles = Staff.objects.filter(id=payment.taken_by).values_list("roles", flat=True).first() or ()
    return str(next((label for role, label in ROLES.items() if role in roles), ROLES["clerk"]))


def _taken(payment: Payment) -> datetime:
    return payment.paid_at or payment.created_at


def _name(payment: Payment) -> str:
    return f"{KIND}-{payment.cash_reference}.pdf"
