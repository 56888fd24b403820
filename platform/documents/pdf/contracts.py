"""What the templates need: plain strings, already in the right language and format. The caller formats, typst sets."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Contract(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sender(Contract):
    """The authority as it appears at the top of each paper."""

    name: str
    address: list[str] = []
    contact: list[str] = []


class Pair(Contract):
    label: str
    value: str


class Group(Contract):
    """A block of the form with its answers."""

    title: str
    rows: list[Pair]


class AcceptedText(Contract):
    """A text that was accepted, with what proves it. ``german`` only where ``body`` is a translation."""

    title: str
    body: list[str]
    german: list[str] = []
    proof: str


class SummaryData(Contract):
    """The whole declaration for the sponsor and for the authority (``zusammenfassungBelehrung`` of message 130201).

    ``sample``: a federal text is still a draft, so each page bears „Muster“. ``binding_note`` says in plain words
    whether this binds already.
    """

    language: str
    sender: Sender
    title: str
    reference: str
    facts: list[Pair]
    binding_note: str
    groups: list[Group]
    texts_title: str
    texts: list[AcceptedText]
    sample: str = ""


class ReceiptData(Contract):
    """The receipt: reference in groups of four, the short code, what happens next."""

    language: str
    sender: Sender
    title: str
    reference: str
    code: str
    code_note: str
    facts: list[Pair]
    next_steps: list[str]
    sample: str = ""


class LetterSection(Contract):
    title: str
    paragraphs: list[str]


class LetterData(Contract):
    language: str = "de"
    sender: Sender
    recipient: list[str]
    place_and_date: str
    reference: str
    subject: str
    salutation: str
    sections: list[LetterSection]
    closing: list[str]
    sample: str = ""


class CalculationLine(Contract):
    """``kind`` is empty, sum or result."""

    label: str
    amount: str
    source: str = ""
    kind: str = ""


class WorksheetData(Contract):
    language: str = "de"
    sender: Sender
    title: str
    reference: str
    checked_on: str
    lines: list[CalculationLine]
    result_title: str
    result: str
    reasons: list[str]
    note: str
    sample: str = ""
