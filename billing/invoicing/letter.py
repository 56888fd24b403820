"""What the mail says that brings an invoice. German, as the invoice itself."""

from __future__ import annotations

from billing.invoicing.models import Invoice
from billing.invoicing.words import TITLES
from kernel.money import euros


def subject_of(invoice: Invoice) -> str:
    """The number and who sends it; no person."""
    return f"{TITLES[invoice.kind]} {invoice.issue.number} – {invoice.head['seller']['name']}"


def text_of(invoice: Invoice) -> str:
    head, issue = invoice.head, invoice.issue
    seller = head["seller"]
    if invoice.cancels:
        what_follows = f"Hebt auf: Rechnung {invoice.cancels.issue.number}"
    else:
        what_follows = f"Zahlbar bis: {issue.due_on:%d.%m.%Y}"
    lines = [
        "Guten Tag,",
        "",
        f"anbei erhalten Sie die {TITLES[invoice.kind]} {issue.number} für {head['city']}, einmal als XRechnung (XML) und "
        "einmal zum Lesen (PDF). Beide Dateien sagen dasselbe.",
        "",
        f"Leistungszeitraum: {invoice.first_day:%d.%m.%Y} bis {invoice.last_day:%d.%m.%Y}",
        f"Gesamtbetrag: {euros(invoice.gross_cents)}",
        what_follows,
        f"Leitweg-ID: {head['payer']['leitweg_id']}",
        "",
        f"Fragen beantwortet: {seller['contact']}, Telefon {seller['phone']}, {seller['email']}",
        "",
        seller["name"],
        f"{seller['street']}, {seller['postcode']} {seller['town']}",
    ]
    return "\n".join(lines) + "\n"
