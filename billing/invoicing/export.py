"""A run as one file: PDF and XRechnung of every invoice that is out, and a list of them as CSV."""

from __future__ import annotations

import csv
import zipfile
from io import BytesIO, StringIO

from billing.invoicing import queries
from billing.invoicing.models import Invoice, Paper
from billing.invoicing.papers import stored
from kernel.money import from_cents

COLUMNS = (
    "Nummer", "Art", "Stand", "Datum", "Fällig", "Stadt", "Vertrag", "Zahler", "Leitweg-ID", "Von", "Bis", "Netto",
    "USt-Satz", "USt", "Brutto", "Bezahlt", "Zu Rechnung",
)  # fmt: skip
LETTERS = {Invoice.Kind.INVOICE: "R", Invoice.Kind.CREDIT_NOTE: "G"}


def zip_of(run: str) -> bytes:
    """Empty but for the list where nothing is out. Refused: not_made (``UnableToPrint``) while files are being made."""
    target, invoices = BytesIO(), queries.out_of_run(run)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(f"{run}/rechnungen.csv", list_of(invoices))
        for invoice in invoices:
            for kind in Paper.Kind:
                bundle.writestr(f"{run}/{invoice.issue.number}.{kind.value}", stored(invoice, kind))
    return target.getvalue()


def list_of(invoices: list[Invoice]) -> bytes:
    """Semicolons, comma in amounts, UTF-8 with its mark: opens in Excel as it is. Credit notes count negative."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(invoice) for invoice in invoices)
    return text.getvalue().encode("utf-8-sig")


def _row(invoice: Invoice) -> list[str]:
    issue, head = invoice.issue, invoice.head
    sign = 1 if invoice.kind == Invoice.Kind.INVOICE else -1
    paid = getattr(invoice, "paid", 0)
    return [
        issue.number, LETTERS[Invoice.Kind(invoice.kind)], invoice.state, issue.issued_on.isoformat(),
        issue.due_on.isoformat(), _plain(head["city"]), head["contract"], _plain(head["payer"]["name"]),
        head["payer"]["leitweg_id"], invoice.first_day.isoformat(), invoice.last_day.isoformat(),
        _amount(sign * invoice.net_cents), _amount(invoice.vat_rate), _amount(sign * invoice.vat_cents),
        _amount(sign * invoice.gross_cents), _amount(paid), invoice.cancels.issue.number if invoice.cancels else "",
    ]  # fmt: skip


def _amount(cents: int) -> str:
    return str(from_cents(cents)).replace(".", ",")


def _plain(text: str) -> str:
    """What begins like a formula would be one in a table program."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
