"""The PDF and the XML of an invoice: made once after it was issued, by a worker, from what is frozen with it, and kept
for good."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta

from django.db import transaction

from billing.invoicing.models import Invoice, InvoiceLine, Making, Paper
from billing.invoicing.words import TITLES, name_of
from billing.invoicing.xrechnung import build
from documents.pdf.contracts import InvoiceData, InvoiceRow, Pair, Sender
from documents.pdf.render import render
from kernel.errors import Refusal
from kernel.money import euros

BATCH = 40
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
log = logging.getLogger("zusage.invoicing")


class UnableToPrint(Refusal):
    """not_out: a draft has no paper. not_made: the worker has not made it yet."""

    code = "not_out"


def anything_due(*, at: datetime) -> bool:
    return Making.objects.filter(done_at=None, due_at__lte=at).exists()


def make_due(*, at: datetime, limit: int = BATCH) -> int:
    """Makes the files that are due, each invoice in a transaction of its own; answers how many were tried.

    Whoever dies leaves the invoice due. Two workers share what is due. One that fails waits, the others go on.
    """
    for tried in range(limit):
        if not _next(at):
            return tried
    return limit


def _next(at: datetime) -> bool:
    with transaction.atomic():
        due = Making.objects.select_for_update(of=("self",), skip_locked=True).filter(done_at=None, due_at__lte=at)
        making = due.order_by("due_at", "id").first()
        if making is None:
            return False
        making.attempts += 1
        try:
            with transaction.atomic():
                _keep(Invoice.objects.select_related("issue", "cancels__issue").get(pk=making.invoice_id), at)
        except Exception as error:
            log.error("files of invoice %s could not be made", making.invoice_id, exc_info=error)
            making.error = type(error).__name__
            making.due_at = at + min(FIRST_PAUSE * 2 ** min(making.attempts - 1, 12), LONGEST_PAUSE)
        else:
            making.error, making.done_at = "", at
        making.save(update_fields=["attempts", "error", "due_at", "done_at"])
    return True


def _keep(invoice: Invoice, at: datetime) -> None:
    for kind in Paper.Kind:
        content = make(invoice, kind)
        digest = hashlib.sha256(content).hexdigest()
        Paper.objects.create(invoice=invoice, kind=kind, content=content, sha256=digest, made_at=at)


def stored(invoice: Invoice, kind: str) -> bytes:
    """The file as it went out. Refused: not_made."""
    there = Paper.objects.filter(invoice=invoice, kind=kind).first()
    if there is None:
        raise UnableToPrint(code="not_made")
    return bytes(there.content)


def make(invoice: Invoice, kind: str) -> bytes:
    issue = getattr(invoice, "issue", None)
    if issue is None:
        raise UnableToPrint()
    cancels = (invoice.cancels.issue.number, invoice.cancels.issue.issued_on) if invoice.cancels else None
    if kind == Paper.Kind.XML:
        return build(invoice, number=issue.number, issued_on=issue.issued_on, due_on=issue.due_on, cancels=cancels)
    return render("invoice", _printed(invoice), at=issue.issued_at)


def _printed(invoice: Invoice) -> InvoiceData:
    head, issue = invoice.head, invoice.issue
    seller, payer = head["seller"], head["payer"]
    lines = list(invoice.lines.order_by("position"))
    return InvoiceData(
        sender=Sender(
            name=seller["name"], address=[seller["street"], f"{seller['postcode']} {seller['town']}"],
            contact=[seller["contact"], seller["phone"], seller["email"]],
        ),
        recipient=[payer["name"], payer["street"], f"{payer['postcode']} {payer['town']}"],
        subject=f"{TITLES[invoice.kind]} {issue.number}",
        facts=_facts(invoice),
        rows=[_row(line, head) for line in lines],
        sums=[
            Pair(label="Summe netto", value=euros(invoice.net_cents)),
            Pair(label=_vat_label(invoice), value=euros(invoice.vat_cents)),
            Pair(label="Gesamtbetrag", value=euros(invoice.gross_cents)),
        ],
        notes=_notes(invoice),
    )  # fmt: skip


def _facts(invoice: Invoice) -> list[Pair]:
    head, issue = invoice.head, invoice.issue
    told = [
        ("Rechnungsdatum", f"{issue.issued_on:%d.%m.%Y}"),
        ("Leistungszeitraum", f"{invoice.first_day:%d.%m.%Y} bis {invoice.last_day:%d.%m.%Y}"),
        ("Für", head["city"]),
        ("Vertrag", head["contract"]),
        ("Ihre Bestellnummer", head["order_reference"]),
        ("Leitweg-ID", head["payer"]["leitweg_id"]),
        ("Ihre USt-IdNr.", head["payer"]["vat_id"]),
        ("Unsere USt-IdNr.", head["seller"]["vat_id"]),
        ("Unsere Steuernummer", head["seller"]["tax_number"]),
        ("Zu Rechnung", invoice.cancels.issue.number if invoice.cancels else ""),
    ]
    return [Pair(label=label, value=value) for label, value in told if value]


def _row(line: InvoiceLine, head: dict[str, object]) -> InvoiceRow:
    return InvoiceRow(
        text=name_of(line, head), period=f"{line.first_day:%d.%m.%Y} bis {line.last_day:%d.%m.%Y}",
        quantity=str(line.quantity), unit=euros(line.unit_cents), net=euros(line.net_cents),
    )  # fmt: skip


def _vat_label(invoice: Invoice) -> str:
    percent = f"{invoice.vat_rate / 100:g}".replace(".", ",")
    return f"Umsatzsteuer {percent} %" if invoice.vat_category == "S" else "Umsatzsteuer"


def _notes(invoice: Invoice) -> list[str]:
    seller, issue = invoice.head["seller"], invoice.issue
    notes = [seller["vat"]["reason"]] if seller["vat"]["reason"] else []
    if invoice.cancels:
        return [*notes, f"Diese Gutschrift hebt die Rechnung {invoice.cancels.issue.number} ganz auf."]
    pay = f"Bitte überweisen Sie den Gesamtbetrag bis zum {issue.due_on:%d.%m.%Y} auf das Konto {seller['iban']}"
    pay += f" (BIC {seller['bic']})" if seller["bic"] else ""
    return [*notes, f"{pay}, Verwendungszweck {issue.number}."]
