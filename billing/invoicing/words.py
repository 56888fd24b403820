"""How a line is called on the paper and in the file. German: the invoices of a German operator to German authorities."""

from __future__ import annotations

from typing import Any

from billing.invoicing.models import Counted, Invoice, InvoiceLine

COUNTED: dict[str, str] = {
    Counted.SUBMITTED: "eingegangene Erklärungen",
    Counted.ISSUED: "ausgestellte Erklärungen",
}
TITLES: dict[str, str] = {Invoice.Kind.INVOICE: "Rechnung", Invoice.Kind.CREDIT_NOTE: "Gutschrift"}


def name_of(line: InvoiceLine, head: dict[str, Any]) -> str:
    counted = COUNTED[head["counted"]]
    match line.kind:
        case InvoiceLine.Kind.SETUP:
            return "Einrichtung"
        case InvoiceLine.Kind.YEARLY:
            return "Jahresentgelt, anteilig nach Tagen" if line.quantity > 0 else "Jahresentgelt, zu viel berechnet"
        case InvoiceLine.Kind.LATE:
            return f"Nachtrag: {counted} aus früheren Zeiträumen"
        case _:
            return counted[0].upper() + counted[1:]
