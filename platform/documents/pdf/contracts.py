"""What the templates need: plain strings, already in the right language and format. The caller formats, typst sets."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Language = Literal["de", "en"]


class Contract(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Logo(Contract):
    """``svg``: ``documents.pdf.logo.as_svg``. ``alt`` says what it shows beyond the name beside it; empty: it only decorates."""

    svg: str
    height_mm: float = Field(gt=0, le=12)
    alt: str = ""


class Sender(Contract):
    """The authority as it appears at the top of each paper. ``accent`` is dark enough for text on white."""

    name: str
    address: list[str] = []
    contact: list[str] = []
    accent: str = Field(default="#1f3a5f", pattern=r"^#[0-9a-fA-F]{6}$")
    logo: Logo | None = None


class Pair(Contract):
    label: str
    value: str


class Group(Contract):
    """A block of the form with its answers."""

    title: str
    rows: list[Pair]
    note: str = ""


class AcceptedText(Contract):
    """A text that was accepted, with what proves it. ``german`` only where ``body`` is a translation."""

    title: str
    body: list[str]
    german: list[str] = []
    proof: str


class UploadedProof(Contract):
    """A paper that was uploaded. ``about`` is its name or size; ``sha256`` of the file as it was sent."""

    kind: str
    about: str = ""
    sha256: str


class SummaryData(Contract):
    """The whole declaration for the sponsor and for the authority (``zusammenfassungBelehrung`` of message 130201).

    ``sample``: a federal text is still a draft, so each page bears „Muster“; in a rehearsal „Probe“. ``binding_note``
    says in plain words whether this binds already.
    """

    language: Language
    sender: Sender
    title: str
    reference: str
    facts: list[Pair]
    binding_note: str
    groups: list[Group]
    proofs: list[UploadedProof] = []
    texts_title: str
    texts: list[AcceptedText]
    sample: str = ""


class ReceiptData(Contract):
    """The receipt: reference in groups of four, the short code, what happens next.

    ``address`` is where the state can be looked up: the city's page, never the secret link.
    """

    language: Language
    sender: Sender
    title: str
    intro: str = ""
    reference: str
    code: str
    code_note: str
    facts: list[Pair]
    next_steps: list[str]
    address: str = ""
    sample: str = ""


class LetterSection(Contract):
    """Paragraphs, then ``items`` as a list. ``title`` may be empty."""

    title: str = ""
    paragraphs: list[str] = []
    items: list[str] = []


class LetterData(Contract):
    """A letter of the authority by DIN 5008. ``info`` stands beside the address, ``delivery`` above it.

    ``remedy`` is the legal remedy; ``form_note`` says why nobody signed, where nobody did.
    """

    language: Language = "de"
    sender: Sender
    recipient: list[str]
    delivery: str = ""
    info: list[Pair] = []
    place_and_date: str
    reference: str
    subject: str
    salutation: str
    sections: list[LetterSection]
    remedy: LetterSection | None = None
    closing: list[str]
    form_note: str = ""
    enclosures: list[str] = []
    sample: str = ""


class CalculationLine(Contract):
    """``kind``: empty, sum (ruled above), result, or heading (``label`` alone begins a part of the calculation)."""

    label: str
    amount: str = ""
    source: str = ""
    kind: Literal["", "sum", "result", "heading"] = ""


class WorksheetData(Contract):
    """The credit check like a calculation on paper. It informs; ``note`` says who decides."""

    language: Language = "de"
    sender: Sender
    title: str
    reference: str
    checked_on: str
    facts: list[Pair] = []
    lines: list[CalculationLine]
    result_title: str
    result: str
    reasons: list[str]
    would_change: list[str] = []
    basis: list[str] = []
    note: str
    sample: str = ""


class DeletionData(Contract):
    """What was deleted of a city and what remains where until when. ``proof``: the hash of the same in JSON."""

    language: Language = "de"
    sender: Sender
    title: str
    reference: str = ""
    intro: str
    facts: list[Pair]
    groups: list[Group]
    remains_title: str
    remains: list[Pair]
    proof_title: str
    proof: str
    proof_note: str
    sample: str = ""


class PaymentReceiptData(Contract):
    """A receipt for money that was taken at the counter. ``number`` is its own, ``reference`` that of the case."""

    language: Language
    sender: Sender
    title: str
    number_label: str
    number: str
    amount_label: str
    amount: str
    reference: str
    facts: list[Pair]
    tax_note: str
    form_note: str
    sample: str = ""


class Signature(Contract):
    """Who signed, by role and number, never by name."""

    role: str
    who: str
    when: str


class PaymentOrderData(Contract):
    """What the treasury needs to pay something out. It names nobody; ``reference`` is the order's number."""

    language: Language = "de"
    sender: Sender
    title: str
    reference: str
    number_label: str
    amount_label: str
    amount: str
    facts: list[Pair]
    signatures: list[Signature]
    sample: str = ""


class InvoiceRow(Contract):
    text: str
    period: str
    quantity: str
    unit: str
    net: str


class InvoiceData(Contract):
    """An invoice of the operator, or a credit note. ``facts`` stand beside the address."""

    language: Language = "de"
    sender: Sender
    recipient: list[str]
    reference: str = ""
    subject: str
    facts: list[Pair]
    rows: list[InvoiceRow]
    sums: list[Pair]
    notes: list[str] = []
    sample: str = ""


class RehearsalRow(Contract):
    """A step: its number, when it began, how many seconds it took, what came of it and what is to be done."""

    number: str
    title: str
    began: str
    seconds: str
    outcome: str
    text: str = ""


class RehearsalData(Contract):
    """The protocol of a rehearsal: that all of it was made up, which settings, every step, what came of it.

    ``unproven``: steps that were left out, each with its reason. ``signing``: what stands below the lines to sign on.
    """

    language: Language = "de"
    sender: Sender
    title: str
    reference: str = ""
    intro: str
    facts: list[Pair]
    rows: list[RehearsalRow]
    result: str
    unproven_title: str = ""
    unproven: list[Pair] = []
    signing: list[str] = []
    sample: str = ""


CONTRACTS: dict[str, type[Contract]] = {
    "summary": SummaryData,
    "receipt": ReceiptData,
    "decision_letter": LetterData,
    "worksheet": WorksheetData,
    "deletion": DeletionData,
    "payment_receipt": PaymentReceiptData,
    "payment_order": PaymentOrderData,
    "invoice": InvoiceData,
    "rehearsal": RehearsalData,
}
