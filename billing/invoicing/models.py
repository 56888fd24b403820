"""Plans, payers, contracts, usage, invoices, in ``public``. What must not change cannot: rights per column forbid it.

A city is named by its slug and not by a key: books are kept for years after a city has left.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from billing.invoicing.dispatches import Dispatch as Dispatch
from billing.invoicing.dispatches import Making as Making
from billing.invoicing.states import STANDING, State

GROWS = "SELECT, INSERT"


class SizeClass(models.TextChoices):
    S = "S"
    M = "M"
    L = "L"
    XL = "XL"


class Counted(models.TextChoices):
    """What a plan charges by the piece."""

    SUBMITTED = "submitted"
    ISSUED = "issued"


class Rhythm(models.TextChoices):
    MONTHLY = "monthly"
    YEARLY = "yearly"


class Plan(models.Model):
    """Prices in cents, net. ``yearly``: cents by size class. They never change; who wants others makes another plan."""

    operator_rights = "SELECT, INSERT, UPDATE (valid_to)"

    name = models.CharField(max_length=60, unique=True)
    setup_cents = models.PositiveIntegerField()
    yearly: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField()
    case_cents = models.PositiveIntegerField()
    counted = models.CharField(max_length=10, choices=Counted.choices, default=Counted.SUBMITTED)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(counted__in=Counted.values), name="invoicing_plan_counted"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="invoicing_plan_days"
            ),
        ]


class Payer(models.Model):
    """Who gets the invoice: the city, its data centre or the Land. An invoice keeps it as it was."""

    operator_rights = "SELECT, INSERT, UPDATE"

    class Kind(models.TextChoices):
        CITY = "city"
        DATA_CENTRE = "data_centre"
        LAND = "land"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=120)
    street = models.CharField(max_length=120)
    postcode = models.CharField(max_length=5)
    town = models.CharField(max_length=80)
    leitweg_id = models.CharField(max_length=46)
    vat_id = models.CharField(max_length=14, blank=True)
    email = models.CharField(max_length=254, blank=True)
    portal = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=["city", "data_centre", "land"]), name="invoicing_payer_kind")
        ]


class Contract(models.Model):
    """One city's contract. Other prices, another size or rhythm: end it and make the next one, ``with_setup`` off.

    ``portal``: where the payer wants its invoices uploaded; empty: they go to its mail address.
    """

    operator_rights = "SELECT, INSERT, UPDATE (payer_id, ends_on, notice_months, order_reference, portal)"

    city = models.CharField(max_length=40, db_index=True)
    city_name = models.CharField(max_length=120)
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="contracts")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="contracts")
    size = models.CharField(max_length=2, choices=SizeClass.choices)
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices)
    with_setup = models.BooleanField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    notice_months = models.PositiveSmallIntegerField(default=3)
    order_reference = models.CharField(max_length=40, blank=True)
    portal = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__in=SizeClass.values), name="invoicing_contract_size"),
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="invoicing_contract_rhythm"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="invoicing_contract_days"
            ),
        ]

    @property
    def code(self) -> str:
        return f"V-{self.pk:05d}"


class Usage(models.Model):
    """What a city counted of one day. A later correction is another edition; the last one holds."""

    operator_rights = GROWS

    city = models.CharField(max_length=40)
    day = models.DateField()
    edition = models.PositiveSmallIntegerField()
    submitted = models.PositiveIntegerField()
    issued = models.PositiveIntegerField()
    reported_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["city", "day", "edition"], name="invoicing_usage_once"),
            models.CheckConstraint(condition=Q(edition__gte=1), name="invoicing_usage_edition"),
        ]


class Invoice(models.Model):
    """An invoice, or the credit note that cancels one (its amounts are positive too). Sums in cents.

    ``run`` is the period: „2026-10“ or „2026“. ``head`` holds seller, payer and contract as they were when it was drawn up.
    ``vat_rate``: hundredths of a percent. Nothing but the state can be changed.
    """

    operator_rights = "SELECT, INSERT, UPDATE (state)"

    class Kind(models.TextChoices):
        INVOICE = "invoice"
        CREDIT_NOTE = "credit_note"

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.INVOICE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="invoices")
    run = models.CharField(max_length=7, db_index=True)
    first_day = models.DateField()
    last_day = models.DateField()
    head: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    net_cents = models.PositiveBigIntegerField()
    vat_category = models.CharField(max_length=1)
    vat_rate = models.PositiveSmallIntegerField()
    vat_cents = models.PositiveBigIntegerField()
    gross_cents = models.PositiveBigIntegerField()
    missing_days = models.PositiveSmallIntegerField(default=0)
    cancels = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="credit_notes")
    drawn_by = models.BigIntegerField()
    drawn_name = models.CharField(max_length=120)
    drawn_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="invoicing_invoice_state"),
            models.CheckConstraint(
                condition=Q(kind="invoice", cancels=None) | Q(kind="credit_note", cancels__isnull=False),
                name="invoicing_invoice_kind",
            ),
            models.CheckConstraint(
                condition=Q(gross_cents=F("net_cents") + F("vat_cents"), gross_cents__gt=0),
                name="invoicing_invoice_sum",
            ),
            models.UniqueConstraint(
                fields=["contract", "run"],
                condition=Q(kind="invoice", state__in=sorted(STANDING)),
                name="invoicing_invoice_once",
            ),
            models.UniqueConstraint(
                fields=["cancels"], condition=~Q(state="discarded"), name="invoicing_cancelled_once"
            ),
        ]


class InvoiceLine(models.Model):
    """``quantity`` is negative where earlier usage was corrected downwards; the price never is."""

    operator_rights = GROWS

    class Kind(models.TextChoices):
        SETUP = "setup"
        YEARLY = "yearly"
        CASES = "cases"
        LATE = "late"

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=Kind.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    quantity = models.IntegerField()
    unit_cents = models.PositiveIntegerField()
    net_cents = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoicing_line_once"),
            models.CheckConstraint(condition=Q(net_cents=F("quantity") * F("unit_cents")), name="invoicing_line_sum"),
        ]


class Issue(models.Model):
    """An invoice went out: its number, without gaps in its year, and who let it out. Another person than drew it up."""

    operator_rights = GROWS

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="issue")
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=20, unique=True)
    issued_on = models.DateField()
    due_on = models.DateField()
    drawn_by = models.BigIntegerField()
    issued_by = models.BigIntegerField()
    issued_name = models.CharField(max_length=120)
    issued_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "sequence"], name="invoicing_number_once"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="invoicing_number_from_one"),
            models.CheckConstraint(condition=~Q(drawn_by=F("issued_by")), name="invoicing_issue_four_eyes"),
        ]


class Paper(models.Model):
    """The file as it went out, for good."""

    operator_rights = GROWS

    class Kind(models.TextChoices):
        PDF = "pdf"
        XML = "xml"

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=3, choices=Kind.choices)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["invoice", "kind"], name="invoicing_paper_once")]


class Transfer(models.Model):
    """Money that came by bank transfer, as an operator noted it. A mistake is taken back by a negative one."""

    operator_rights = GROWS

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="transfers")
    amount_cents = models.BigIntegerField()
    received_on = models.DateField()
    bank_reference = models.CharField(max_length=40, blank=True)
    noted_by = models.BigIntegerField()
    noted_name = models.CharField(max_length=120)
    noted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(amount_cents=0), name="invoicing_transfer_not_nothing")
        ]
