"""The rules of EN 16931 and XRechnung 3.0 that an invoice of ours can break, asked of the finished XML.

They are our own reading of the published rules; the tests run the official ones beside them, on every kind of invoice. What
the schema holds already is not asked again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from lxml import etree

from billing.invoicing import leitweg
from billing.invoicing.models import Invoice
from billing.invoicing.seller import is_iban
from billing.invoicing.xrechnung import GUIDELINE, PROCESS, build
from kernel.clock import german_day

NAMES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
CONTEXT = "rsm:ExchangedDocumentContext/ram:"
TRADE = "rsm:SupplyChainTradeTransaction/ram:"
AGREEMENT = f"{TRADE}ApplicableHeaderTradeAgreement/ram:"
SELLER, BUYER = f"{AGREEMENT}SellerTradeParty/ram:", f"{AGREEMENT}BuyerTradeParty/ram:"
SETTLEMENT = f"{TRADE}ApplicableHeaderTradeSettlement/ram:"
MEANS = f"{SETTLEMENT}SpecifiedTradeSettlementPaymentMeans/ram:"
SUMS = f"{SETTLEMENT}SpecifiedTradeSettlementHeaderMonetarySummation/ram:"
TAX = f"{SETTLEMENT}ApplicableTradeTax/ram:"
LINES = f"{TRADE}IncludedSupplyChainTradeLineItem"
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Fault:
    """``rule`` as the standard calls it, „XSD“ for the schema."""

    rule: str


# Each of these must stand there, not empty.
THERE = {
    "BR-DE-1": f"{MEANS}TypeCode",
    "BR-DE-2": f"{SELLER}DefinedTradeContact",
    "BR-DE-3": f"{SELLER}PostalTradeAddress/ram:CityName",
    "BR-DE-4": f"{SELLER}PostalTradeAddress/ram:PostcodeCode",
    "BR-DE-5": f"{SELLER}DefinedTradeContact/ram:PersonName",
    "BR-DE-6": f"{SELLER}DefinedTradeContact/ram:TelephoneUniversalCommunication/ram:CompleteNumber",
    "BR-DE-7": f"{SELLER}DefinedTradeContact/ram:EmailURIUniversalCommunication/ram:URIID",
    "BR-DE-8": f"{BUYER}PostalTradeAddress/ram:CityName",
    "BR-DE-9": f"{BUYER}PostalTradeAddress/ram:PostcodeCode",
    "BR-DE-14": f"{TAX}RateApplicablePercent",
    "BR-DE-15": f"{AGREEMENT}BuyerReference",
    "BR-DE-TMP-32": f"{SETTLEMENT}BillingSpecifiedPeriod/ram:EndDateTime/udt:DateTimeString",
    "BR-02": "rsm:ExchangedDocument/ram:ID",
    "BR-03": "rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString",
    "BR-05": f"{SETTLEMENT}InvoiceCurrencyCode",
    "BR-06": f"{SELLER}Name",
    "BR-07": f"{BUYER}Name",
    "BR-09": f"{SELLER}PostalTradeAddress/ram:CountryID",
    "BR-11": f"{BUYER}PostalTradeAddress/ram:CountryID",
    "BR-16": LINES,
    "BR-25": f"{LINES}/ram:SpecifiedTradeProduct/ram:Name",
    "BR-50": f"{MEANS}PayeePartyCreditorFinancialAccount/ram:IBANID",
    "BR-CO-25": f"{SETTLEMENT}SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString",
    "PEPPOL-EN16931-R010": f"{BUYER}URIUniversalCommunication/ram:URIID[@schemeID]",
    "PEPPOL-EN16931-R020": f"{SELLER}URIUniversalCommunication/ram:URIID[@schemeID]",
}


class Read:
    """The XML, asked by paths."""

    def __init__(self, xml: bytes) -> None:
        self.root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))

    def texts(self, path: str) -> list[str]:
        found = self.root.findall(path, NAMES)
        return [text for element in found if (text := "".join(map(str, element.itertext())).strip())]

    def one(self, path: str) -> str:
        return next(iter(self.texts(path)), "")

    def amount(self, path: str) -> Decimal:
        return Decimal(self.one(path) or "NaN")


def faults_of(invoice: Invoice) -> list[Fault]:
    """What would keep this draft from going out, before it has its number."""
    day = german_day(invoice.drawn_at)
    cancels = (invoice.cancels.issue.number, invoice.cancels.issue.issued_on) if invoice.cancels else None
    try:
        xml = build(invoice, number="2000-00001", issued_on=day, due_on=day, cancels=cancels)
    except etree.XMLSyntaxError:
        return [Fault("XSD")]
    return list(broken(xml))


def broken(xml: bytes) -> Iterator[Fault]:
    read = Read(xml)
    for rule, path in THERE.items():
        if not read.texts(path):
            yield Fault(rule)
    for rule, holds in CHECKS.items():
        if not holds(read):
            yield Fault(rule)


def _line_sums(read: Read) -> bool:
    """BR-CO-10 and the quantity times price of each line."""
    total = Decimal(0)
    for line in read.root.findall(LINES, NAMES):
        price, quantity, net = (
            Decimal(line.findtext(path, "NaN", NAMES))
            for path in (
                "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount",
                "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity",
                "ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount",
            )
        )
        if price * quantity != net:
            return False
        total += net
    return total == read.amount(f"{SUMS}LineTotalAmount")


def _vat(read: Read) -> bool:
    basis, rate = read.amount(f"{TAX}BasisAmount"), read.amount(f"{TAX}RateApplicablePercent")
    wanted = (basis * rate / 100).quantize(CENT, rounding=ROUND_HALF_UP)
    return wanted == read.amount(f"{TAX}CalculatedAmount") == read.amount(f"{SUMS}TaxTotalAmount")


def _gross(read: Read) -> bool:
    net, vat = read.amount(f"{SUMS}TaxBasisTotalAmount"), read.amount(f"{SUMS}TaxTotalAmount")
    return net + vat == read.amount(f"{SUMS}GrandTotalAmount") == read.amount(f"{SUMS}DuePayableAmount")


def _prices(read: Read) -> bool:
    path = f"{LINES}/ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount"
    return all(Decimal(text) >= 0 for text in read.texts(path))


def _taxed_by(category: str, read: Read) -> bool:
    """Whether the one breakdown says this category, and every line the same."""
    lines = read.texts(f"{LINES}/ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax/ram:CategoryCode")
    return read.texts(f"{TAX}CategoryCode") == [category] and set(lines) == {category}


def _if_taxed_by(category: str, holds: Callable[[Read], bool]) -> Callable[[Read], bool]:
    return lambda read: read.one(f"{TAX}CategoryCode") != category or holds(read)


def _vat_numbers(read: Read) -> list[str]:
    ids = "SpecifiedTaxRegistration/ram:ID[@schemeID='VA']"
    return [*read.texts(SELLER + ids), *read.texts(BUYER + ids)]


def _is_named(read: Read) -> bool:
    """Whether a number of its own, of a register or for VAT says who the seller is."""
    own, register = read.texts(f"{SELLER}ID"), read.texts(f"{SELLER}SpecifiedLegalOrganization/ram:ID")
    return bool(own or register or read.texts(f"{SELLER}SpecifiedTaxRegistration/ram:ID[@schemeID='VA']"))


def _reason(read: Read) -> bool:
    return bool(read.one(f"{TAX}ExemptionReason"))


CHECKS: dict[str, Callable[[Read], bool]] = {
    "BR-DE-15-form": lambda read: leitweg.is_valid(read.one(f"{AGREEMENT}BuyerReference")),
    "BR-DE-16": lambda read: bool(read.texts(f"{SELLER}SpecifiedTaxRegistration/ram:ID[@schemeID]")),
    "BR-DE-17": lambda read: read.one("rsm:ExchangedDocument/ram:TypeCode") in ("380", "381"),
    "BR-DE-19": lambda read: is_iban(read.one(f"{MEANS}PayeePartyCreditorFinancialAccount/ram:IBANID")),
    "BR-DE-21": lambda read: read.one(f"{CONTEXT}GuidelineSpecifiedDocumentContextParameter/ram:ID") == GUIDELINE,
    "BR-DE-23": lambda read: read.one(f"{MEANS}TypeCode") == "58",
    "BR-DE-27": lambda read: len(re.findall(r"\d", read.one(THERE["BR-DE-6"]))) >= 3,
    "BR-DE-28": lambda read: bool(
        re.fullmatch(r"[^@\s.][^@\s]*[^@\s.]@[^@\s.][^@\s]*[^@\s.]", read.one(THERE["BR-DE-7"]))
    ),
    "PEPPOL-EN16931-R001": lambda read: (
        read.one(f"{CONTEXT}BusinessProcessSpecifiedDocumentContextParameter/ram:ID") == PROCESS
    ),
    "BR-CO-26": _is_named,
    "BR-CO-10": _line_sums,
    "BR-CO-15": _gross,
    "BR-CO-17": _vat,
    "BR-27": _prices,
    "BR-S-01": lambda read: any(_taxed_by(category, read) for category in "SEO"),
    "BR-S-05": _if_taxed_by("S", lambda read: read.amount(f"{TAX}RateApplicablePercent") > 0),
    "BR-S-02": _if_taxed_by("S", lambda read: bool(read.texts(f"{SELLER}SpecifiedTaxRegistration/ram:ID"))),
    "BR-E-10": _if_taxed_by("E", _reason),
    "BR-O-02": _if_taxed_by("O", lambda read: not _vat_numbers(read)),
    "BR-O-10": _if_taxed_by("O", _reason),
    "BR-55": lambda read: (
        read.one("rsm:ExchangedDocument/ram:TypeCode") != "381"
        or bool(read.one(f"{SETTLEMENT}InvoiceReferencedDocument/ram:IssuerAssignedID"))
    ),
}
