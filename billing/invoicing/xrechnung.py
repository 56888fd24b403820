"""An invoice as XRechnung 3.0 in the syntax UN/CEFACT CII, made by drafthorse and held to the schema that it ships."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from drafthorse.models.accounting import ApplicableTradeTax
from drafthorse.models.document import Document
from drafthorse.models.party import TaxRegistration
from drafthorse.models.payment import PaymentMeans, PaymentTerms
from drafthorse.models.tradelines import LineItem

from billing.invoicing.models import Invoice, InvoiceLine
from billing.invoicing.words import name_of
from kernel.money import from_cents

GUIDELINE = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
SCHEMA = "FACTUR-X_EN16931"
TYPES = {Invoice.Kind.INVOICE: "380", Invoice.Kind.CREDIT_NOTE: "381"}
TRANSFER = "58"  # SEPA credit transfer
PIECE = "C62"
VAT, EMAIL, LEITWEG = "VAT", "EM", "0204"


def build(invoice: Invoice, *, number: str, issued_on: date, due_on: date, cancels: tuple[str, date] | None) -> bytes:
    """The XML. ``cancels``: number and day of the invoice that a credit note takes back. Raises lxml's
    ``XMLSyntaxError`` where it would break the schema."""
    doc = Document()
    doc.context.business_parameter.id = PROCESS
    doc.context.guideline_parameter.id = GUIDELINE
    doc.header.id, doc.header.type_code = number, TYPES[Invoice.Kind(invoice.kind)]
    doc.header.issue_date_time = issued_on
    _agreement(doc.trade.agreement, invoice.head)
    _tax_numbers(doc.trade.agreement, invoice)
    for line in invoice.lines.order_by("position"):
        doc.trade.items.add(_line(line, invoice))
    _settlement(doc.trade.settlement, invoice, number, due_on)
    if cancels:
        referenced = doc.trade.settlement.invoice_referenced_document
        referenced.issuer_assigned_id, referenced.issue_date_time = cancels
    made: bytes = doc.serialize(schema=SCHEMA)
    return made


def _agreement(agreement: Any, head: dict[str, Any]) -> None:
    seller, payer = head["seller"], head["payer"]
    agreement.buyer_reference = payer["leitweg_id"]
    agreement.seller.name = seller["name"]
    agreement.seller.contact.person_name = seller["contact"]
    agreement.seller.contact.telephone.number = seller["phone"]
    agreement.seller.contact.email.address = seller["email"]
    agreement.seller.electronic_address.uri_ID = (EMAIL, seller["email"])
    _address(agreement.seller.address, seller)
    agreement.buyer.name = payer["name"]
    agreement.buyer.electronic_address.uri_ID = (LEITWEG, payer["leitweg_id"])
    _address(agreement.buyer.address, payer)
    if head["order_reference"]:
        agreement.buyer_order.issuer_assigned_id = head["order_reference"]
    agreement.contract.issuer_assigned_id = head["contract"]


def _address(address: Any, told: dict[str, str]) -> None:
    address.line_one, address.postcode, address.city_name = told["street"], told["postcode"], told["town"]
    address.country_id = "DE"


def _tax_numbers(agreement: Any, invoice: Invoice) -> None:
    """Outside VAT no VAT number may stand there (BR-O-02); then another number has to name the seller (BR-CO-26)."""
    seller, payer = invoice.head["seller"], invoice.head["payer"]
    taxed = invoice.vat_category != "O"
    told = [("FC", seller["tax_number"]), ("VA", seller["vat_id"] if taxed else "")]
    for scheme, value in told:
        if value:
            agreement.seller.tax_registrations.add(TaxRegistration(id=(scheme, value)))
    registered = seller.get("register_number", "")
    if registered:
        agreement.seller.legal_organization.id = registered
    elif not (taxed and seller["vat_id"]):
        agreement.seller.id = seller["tax_number"]
    if payer["vat_id"] and taxed:
        agreement.buyer.tax_registrations.add(TaxRegistration(id=("VA", payer["vat_id"])))


def _line(line: InvoiceLine, invoice: Invoice) -> LineItem:
    item = LineItem()
    item.document.line_id = str(line.position)
    item.product.name = name_of(line, invoice.head)
    item.agreement.net.amount = from_cents(line.unit_cents)
    item.delivery.billed_quantity = (Decimal(line.quantity), PIECE)
    item.settlement.trade_tax.type_code = VAT
    item.settlement.trade_tax.category_code = invoice.vat_category
    if invoice.vat_category != "O":  # BR-O-05
        item.settlement.trade_tax.rate_applicable_percent = _percent(invoice)
    item.settlement.period.start, item.settlement.period.end = line.first_day, line.last_day
    item.settlement.monetary_summation.total_amount = from_cents(line.net_cents)
    return item


def _settlement(settlement: Any, invoice: Invoice, number: str, due_on: date) -> None:
    seller = invoice.head["seller"]
    settlement.currency_code = "EUR"
    settlement.payment_reference = number
    means = PaymentMeans()
    means.type_code = TRANSFER
    means.payee_account.iban = seller["iban"].replace(" ", "")
    means.payee_account.account_name = seller["name"]
    if seller["bic"]:
        means.payee_institution.bic = seller["bic"]
    settlement.payment_means.add(means)
    settlement.trade_tax.add(_tax(invoice))
    settlement.period.start, settlement.period.end = invoice.first_day, invoice.last_day
    terms = PaymentTerms()
    terms.due = due_on
    settlement.terms.add(terms)
    sums = settlement.monetary_summation
    sums.line_total = from_cents(invoice.net_cents)
    sums.tax_basis_total = from_cents(invoice.net_cents)
    sums.tax_total = (from_cents(invoice.vat_cents), "EUR")
    sums.grand_total = from_cents(invoice.gross_cents)
    sums.due_amount = from_cents(invoice.gross_cents)


def _tax(invoice: Invoice) -> ApplicableTradeTax:
    tax = ApplicableTradeTax()
    tax.calculated_amount, tax.basis_amount = from_cents(invoice.vat_cents), from_cents(invoice.net_cents)
    tax.type_code, tax.category_code = VAT, invoice.vat_category
    tax.rate_applicable_percent = _percent(invoice)
    if invoice.vat_category != "S":
        tax.exemption_reason = invoice.head["seller"]["vat"]["reason"]
    return tax


def _percent(invoice: Invoice) -> Decimal:
    return Decimal(invoice.vat_rate) / 100
